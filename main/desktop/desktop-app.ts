import { join } from 'node:path';
import { app, dialog, Menu, nativeTheme, session, type BrowserWindow } from 'electron';
import type { MenuCommand, ThemeChoice } from '#core/contract/desktop-bridge.ts';
import type { Lab } from '#main/lab/lab.ts';
import { warn } from '#main/terminal/write-line.ts';
import { serveRenderer } from './app-protocol.ts';
import { FileDialogs } from './file-dialogs.ts';
import { showAbout, showProjectInformation } from './information.ts';
import { offerCommand } from './offer-command.ts';
import { openLabWindow } from './lab-window.ts';
import { lockDownSession } from './lockdown.ts';
import { buildMenu } from './menu.ts';
import { acceptPages, sendMenuCommand } from './page-connection.ts';
import { confirmLeaving } from './quit-confirmation.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

export interface DesktopAppOptions {
  readonly lab: Lab;
  /** Stops serving other programs. */
  readonly closeControl: () => Promise<void>;
  readonly databaseFile: string;
  readonly appVersion: string;
  /** The bundle's folder: main/, preload/ and renderer/. */
  readonly outFolder: string;
}

/** What a second start of the app sends to the first. */
interface SecondStart {
  readonly databaseFile?: unknown;
}

/**
 * The app once its lab is open: one window, its menu, and an orderly exit. On macOS the app outlives its window and
 * runs continue; elsewhere, closing the window quits. If that would stop runs, the user is asked once.
 */
export class DesktopApp {
  readonly #options: DesktopAppOptions;
  readonly #stateFile = join(app.getPath('userData'), 'window.json');
  readonly #fileDialogs: FileDialogs;
  #window: BrowserWindow | null = null;
  #leaving: 'no' | 'asking' | 'confirmed' | 'closed' = 'no';

  constructor(options: DesktopAppOptions) {
    this.#options = options;
    this.#fileDialogs = new FileDialogs(options.databaseFile);
  }

  open(): void {
    const { lab, outFolder } = this.#options;
    lockDownSession(session.defaultSession);
    serveRenderer(session.defaultSession.protocol, join(outFolder, 'renderer'));
    acceptPages(lab, {
      onTheme: (theme) => this.#follow(theme),
      answer: (request) => this.#fileDialogs.answer(this.#show(), request),
    });
    this.#follow(readWindowState(this.#stateFile).theme);
    this.#listen();
    this.#openWindow();
  }

  #listen(): void {
    app.on('second-instance', (_event, _arguments, _folder, second) => this.#secondStart(second as SecondStart));
    app.on('activate', () => this.#show());
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    app.on('before-quit', (event) => {
      if (this.#leaving === 'closed') return;
      event.preventDefault();
      void this.#leave();
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        // Whoever sends a signal cannot answer a dialog.
        this.#leaving = 'confirmed';
        app.quit();
      });
    }
  }

  #openWindow(): void {
    const window = openLabWindow({
      preloadFile: join(this.#options.outFolder, 'preload', 'preload.cjs'),
      stateFile: this.#stateFile,
    });
    this.#window = window;
    window.on('close', (event) => {
      if (process.platform === 'darwin' || this.#leaving === 'confirmed' || this.#leaving === 'closed') return;
      event.preventDefault();
      void this.#leave();
    });
    window.on('closed', () => {
      this.#window = null;
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.#pageGone(window, reason);
    });
  }

  /** Asks if necessary, then saves, then exits. */
  async #leave(): Promise<void> {
    if (this.#leaving === 'asking' || this.#leaving === 'closed') return;
    if (this.#leaving === 'no') {
      this.#leaving = 'asking';
      this.#leaving = (await confirmLeaving(this.#options.lab, this.#window)) ? 'confirmed' : 'no';
      if (this.#leaving === 'no') return;
    }
    this.#window?.close();
    await this.#options.closeControl();
    await this.#options.lab.close();
    this.#leaving = 'closed';
    app.quit();
  }

  #secondStart({ databaseFile }: SecondStart): void {
    const window = this.#show();
    if (typeof databaseFile !== 'string' || databaseFile === this.#options.databaseFile) return;
    void dialog.showMessageBox(window, {
      type: 'info',
      title: 'BatchNorm Lab',
      message: 'Another database is open',
      detail: `This window shows ${this.#options.databaseFile}. To open ${databaseFile}, quit BatchNorm Lab first.`,
      buttons: ['Close'],
    });
  }

  #show(): BrowserWindow {
    if (this.#window === null) this.#openWindow();
    const window = this.#window!;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return window;
  }

  #follow(theme: ThemeChoice): void {
    nativeTheme.themeSource = theme;
    const state = readWindowState(this.#stateFile);
    if (state.theme !== theme) writeWindowState(this.#stateFile, { ...state, theme });
    const { appVersion, databaseFile } = this.#options;
    Menu.setApplicationMenu(
      buildMenu({
        theme,
        development: !app.isPackaged,
        command: (command) => this.#send(command),
        showAbout: () => showAbout(this.#show(), appVersion),
        installCommandLine: () => void offerCommand(this.#show()),
        showProjectInformation: () => void showProjectInformation(this.#show(), appVersion, databaseFile),
      }),
    );
  }

  #send(command: MenuCommand): void {
    if (command.kind === 'setTheme') this.#follow(command.theme);
    sendMenuCommand(this.#show().webContents, command);
  }

  async #pageGone(window: BrowserWindow, reason: string): Promise<void> {
    warn(`The page crashed (${reason}).`);
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      title: 'BatchNorm Lab',
      message: 'The window’s page crashed',
      detail: `Reason: ${reason}. Runs continue, and what they report is stored.`,
      buttons: ['Reload', 'Quit'],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 0) window.webContents.reload();
    else app.quit();
  }
}
