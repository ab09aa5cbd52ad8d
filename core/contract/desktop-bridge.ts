import { z } from 'zod';

/**
 * What the desktop window's page, its preload and the main process say to each other besides the contract: the page
 * hands over one end of a MessageChannel, over which it then speaks the contract, and the menu tells the page what was
 * chosen. The browser served by the host has neither; a page knows which it is in by `location.protocol`.
 */

/** The origin of the desktop window's page. */
export const DESKTOP_SCHEME = 'app';
export const DESKTOP_ORIGIN = `${DESKTOP_SCHEME}://lab`;

/** `window.postMessage(CONNECT_LAB, location.origin, [port])` in the page; the preload passes the port on. */
export const CONNECT_LAB = 'lab:connect';

/** `MessageEvent.data` is `{ kind: MENU_COMMAND, command }` in the page when a menu item was chosen. */
export const MENU_COMMAND = 'lab:menu-command';

export const themeChoice = z.enum(['system', 'light', 'dark']);
export type ThemeChoice = z.infer<typeof themeChoice>;

export const menuCommand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('newExperiment') }),
  /** Of the experiment on the screen, if there is one. */
  z.object({ kind: z.literal('exportReport') }),
  z.object({ kind: z.literal('setTheme'), theme: themeChoice }),
]);
export type MenuCommand = z.infer<typeof menuCommand>;

/** The message by which a chosen menu item reaches the page. */
export const menuMessage = z.object({ kind: z.literal(MENU_COMMAND), command: menuCommand });
