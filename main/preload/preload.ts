import { ipcRenderer } from 'electron';
import {
  ASK_DESKTOP,
  CONNECT_LAB,
  DESKTOP_ANSWER,
  MENU_COMMAND,
  THEME_CHOSEN,
} from '#core/contract/desktop-channels.ts';

/**
 * The bridge between the sandboxed page and the main process, in full: the page's port, its theme and its requests
 * for file dialogs go one way; menu choices and answers come back. The page gets no function or object from here.
 */

window.addEventListener('message', (event) => {
  if (event.source !== window) return;
  if (event.data === CONNECT_LAB) ipcRenderer.postMessage(CONNECT_LAB, null, [...event.ports]);
  if (event.data?.kind === THEME_CHOSEN) ipcRenderer.send(THEME_CHOSEN, event.data.theme);
  if (event.data?.kind === ASK_DESKTOP) void ask(event.data.id, event.data.request);
});

async function ask(id: unknown, request: unknown): Promise<void> {
  const answer: unknown = await ipcRenderer
    .invoke(ASK_DESKTOP, request)
    .catch((error: unknown) => ({ kind: 'failed', message: String(error) }));
  window.postMessage({ kind: DESKTOP_ANSWER, id, answer }, location.origin);
}

ipcRenderer.on(MENU_COMMAND, (_event, command: unknown) => {
  window.postMessage({ kind: MENU_COMMAND, command }, location.origin);
});
