import { ipcRenderer } from 'electron';
import { CONNECT_LAB, MENU_COMMAND, THEME_CHOSEN } from '#core/contract/desktop-channels.ts';

/**
 * The bridge between the sandboxed page and the main process, and all of it: the page's port and its theme go one
 * way, the menu's choices come the other. The page itself gets no function and no object from here.
 */

window.addEventListener('message', (event) => {
  if (event.source !== window) return;
  if (event.data === CONNECT_LAB) ipcRenderer.postMessage(CONNECT_LAB, null, [...event.ports]);
  if (event.data?.kind === THEME_CHOSEN) ipcRenderer.send(THEME_CHOSEN, event.data.theme);
});

ipcRenderer.on(MENU_COMMAND, (_event, command: unknown) => {
  window.postMessage({ kind: MENU_COMMAND, command }, location.origin);
});
