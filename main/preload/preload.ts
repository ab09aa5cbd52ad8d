import { ipcRenderer } from 'electron';
import { CHOOSE_FILE, CONNECT_LAB, FILE_CHOSEN, MENU_COMMAND, THEME_CHOSEN } from '#core/contract/desktop-channels.ts';

/**
 * The bridge between the sandboxed page and the main process, in full: the page's port, its theme and its request for a
 * file go one way; menu choices and the chosen file's path come back. The page gets no function or object from here.
 */

window.addEventListener('message', (event) => {
  if (event.source !== window) return;
  if (event.data === CONNECT_LAB) ipcRenderer.postMessage(CONNECT_LAB, null, [...event.ports]);
  if (event.data?.kind === THEME_CHOSEN) ipcRenderer.send(THEME_CHOSEN, event.data.theme);
  if (event.data?.kind === CHOOSE_FILE) void chooseFile(event.data.extensions);
});

async function chooseFile(extensions: unknown): Promise<void> {
  const path: unknown = await ipcRenderer.invoke(CHOOSE_FILE, extensions).catch(() => null);
  window.postMessage({ kind: FILE_CHOSEN, path }, location.origin);
}

ipcRenderer.on(MENU_COMMAND, (_event, command: unknown) => {
  window.postMessage({ kind: MENU_COMMAND, command }, location.origin);
});
