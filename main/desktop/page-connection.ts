import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { StandardRPCHandler } from '@orpc/server/standard';
import {
  ASK_DESKTOP,
  CONNECT_LAB,
  DESKTOP_ORIGIN,
  desktopRequest,
  MENU_COMMAND,
  menuCommand,
  THEME_CHOSEN,
  themeChoice,
  type DesktopAnswer,
  type DesktopRequest,
  type MenuCommand,
  type ThemeChoice,
} from '#core/contract/desktop-bridge.ts';
import { serveConnection } from '#main/connection/serve-connection.ts';
import type { Lab } from '#main/lab/lab.ts';
import { labRouter } from '#main/lab/router.ts';
import { warn } from '#main/terminal/write-line.ts';

export interface PageListener {
  onTheme(theme: ThemeChoice): void;
  answer(request: DesktopRequest): Promise<DesktopAnswer>;
}

/**
 * Connects the page to its lab through a port that speaks the contract, whose schemas check every message. Only the top
 * frame of our own page is served.
 */
export function acceptPages(lab: Lab, { onTheme, answer }: PageListener): void {
  const rpc = new StandardRPCHandler(labRouter(lab), {});
  ipcMain.on(CONNECT_LAB, (event) => {
    const [port] = event.ports;
    if (port === undefined) return;
    if (!comesFromOwnPage(event)) return port.close();
    const served = serveConnection(rpc, {
      send: (message) => port.postMessage(message),
      unreadBytes: 0,
      end: (reason) => {
        warn(`The page's connection was closed. ${reason}`);
        port.close();
      },
    });
    port.on('message', ({ data }) => void served.receive(data));
    port.on('close', () => served.closed());
    port.start();
  });
  ipcMain.on(THEME_CHOSEN, (event, received: unknown) => {
    const theme = themeChoice.safeParse(received);
    if (theme.success && comesFromOwnPage(event)) onTheme(theme.data);
  });
  ipcMain.handle(ASK_DESKTOP, async (event, received: unknown): Promise<DesktopAnswer> => {
    const request = desktopRequest.safeParse(received);
    if (!request.success || !comesFromOwnPage(event)) return { kind: 'failed', message: 'The request is not valid.' };
    return answer(request.data);
  });
}

function comesFromOwnPage({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === DESKTOP_ORIGIN;
}

export function sendMenuCommand(to: WebContents, command: MenuCommand): void {
  to.send(MENU_COMMAND, menuCommand.parse(command));
}
