import { ipcMain, type IpcMainEvent, type WebContents } from 'electron';
import { RPCHandler } from '@orpc/server/message-port';
import {
  CONNECT_LAB,
  DESKTOP_ORIGIN,
  MENU_COMMAND,
  menuCommand,
  THEME_CHOSEN,
  themeChoice,
  type MenuCommand,
  type ThemeChoice,
} from '#core/contract/desktop-bridge.ts';
import type { Lab } from '#main/lab/lab.ts';
import { labRouter } from '#main/lab/router.ts';

/**
 * Gives the page its lab: the port that it hands over speaks the contract, whose schemas check every message. Only the
 * top frame of our own page is listened to.
 */
export function acceptPages(lab: Lab, onTheme: (theme: ThemeChoice) => void): void {
  const rpc = new RPCHandler(labRouter(lab));
  ipcMain.on(CONNECT_LAB, (event) => {
    const [port] = event.ports;
    if (port === undefined) return;
    if (!comesFromOwnPage(event)) return port.close();
    rpc.upgrade(port);
    port.start();
  });
  ipcMain.on(THEME_CHOSEN, (event, received: unknown) => {
    const theme = themeChoice.safeParse(received);
    if (theme.success && comesFromOwnPage(event)) onTheme(theme.data);
  });
}

function comesFromOwnPage({ sender, senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === DESKTOP_ORIGIN;
}

export function sendMenuCommand(to: WebContents, command: MenuCommand): void {
  to.send(MENU_COMMAND, menuCommand.parse(command));
}
