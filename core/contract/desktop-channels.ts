/**
 * The names that the desktop window's page, its preload and the main process share. Apart from `desktop-bridge.ts` so
 * that the preload stays a dozen lines and carries no schema library.
 */

export const DESKTOP_SCHEME = 'app';

/** The origin of the desktop window's page. */
export const DESKTOP_ORIGIN = `${DESKTOP_SCHEME}://lab`;

/** `window.postMessage(CONNECT_LAB, location.origin, [port])` in the page; the preload passes the port on. */
export const CONNECT_LAB = 'lab:connect';

/** `MessageEvent.data` is `{ kind: MENU_COMMAND, command }` in the page when a menu item was chosen. */
export const MENU_COMMAND = 'lab:menu-command';

/**
 * `window.postMessage({ kind: ASK_DESKTOP, id, request }, location.origin)` in the page asks for what only the operating
 * system can do: its file dialogs, a file on the disk. `MessageEvent.data` is `{ kind: DESKTOP_ANSWER, id, answer }` when
 * it is done.
 */
export const ASK_DESKTOP = 'lab:ask-desktop';
export const DESKTOP_ANSWER = 'lab:desktop-answer';

/**
 * `window.postMessage({ kind: THEME_CHOSEN, theme }, location.origin)` in the page, when it starts and when the person
 * chooses: the window's frame, the native dialogs and the menu's check mark follow.
 */
export const THEME_CHOSEN = 'lab:theme-chosen';
