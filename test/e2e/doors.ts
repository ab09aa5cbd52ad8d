import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { _electron, chromium, type Browser, type ElectronApplication, type Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { requireChromium, requireDisplay, requireElectron, sandboxArguments } from '#test/requirements.ts';
import { desktopEntry, hostEntry, startProgram } from './program.ts';
import { watchPage, type Watch } from './watched-page.ts';
import { WAIT_MAX_MS } from '#test/waiting.ts';

/** The two doors with a window, opened for real: Electron, and Chromium at the host's address. */
export interface Door {
  readonly name: 'desktop' | 'host';
  /** @param folder of the test's own: it holds the database and the browser's profile, and outlives the door */
  open(context: TestContext, folder: string): Promise<OpenDoor>;
}

export interface OpenDoor {
  readonly page: Page;
  readonly watch: Watch;
  /** Does what makes the page download a file, and returns the file's text. */
  download(action: () => Promise<void>): Promise<{ readonly fileName: string; readonly text: string }>;
  setTheme(theme: 'light' | 'dark'): Promise<void>;
  setSize(width: number, height: number): Promise<void>;
  /** As a user would, and waits until everything has ended. */
  close(): Promise<void>;
}

export const databaseIn = (folder: string) => join(folder, 'lab.db');

/** One run at a time leaves a core of a small machine to the page under test. */
const labArguments = (folder: string) => ['--db', databaseIn(folder), '--jobs', '1'];

export interface OpenDesktop extends OpenDoor {
  readonly app: ElectronApplication;
}

/** Arguments with which Electron runs anywhere, with its own profile. */
export function electronArguments(folder: string): string[] {
  return [...sandboxArguments, '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`];
}

export async function openDesktop(context: TestContext, folder: string): Promise<OpenDesktop> {
  requireElectron(context);
  const { ELECTRON_RUN_AS_NODE: _node, ...env } = await requireDisplay(context);
  // Playwright finds the same Electron by itself, and it must: only then does it hold the app back until it is
  // listening. With an `executablePath` the two race, and in one start of seven Playwright waited forever.
  const app = await _electron.launch({
    args: [...electronArguments(folder), desktopEntry, ...labArguments(folder)],
    env: env as Record<string, string>,
    // Otherwise Playwright would pretend a light theme to the page, whatever the app requests from Chromium.
    colorScheme: null,
    timeout: WAIT_MAX_MS,
  });
  const page = await app.firstWindow({ timeout: WAIT_MAX_MS });
  const watch = watchPage(page);
  return {
    app,
    page,
    watch,
    download: (action) => downloadOnDesktop(app, page, folder, action),
    setTheme: (theme) =>
      app.evaluate(({ nativeTheme }, value) => {
        nativeTheme.themeSource = value;
      }, theme),
    async setSize(width, height) {
      await app.evaluate(
        ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]!.setContentSize(size.width, size.height),
        { width, height },
      );
      await page.waitForFunction((size) => innerWidth === size.width && innerHeight === size.height, { width, height });
    },
    close: () => closeDesktop(app),
  };
}

/** Quits as the menu does. If the app then asks something, it is ended by a signal, and the test fails. */
export async function closeDesktop(app: ElectronApplication): Promise<void> {
  const process = app.process();
  let inTime = true;
  const limit = setTimeout(() => {
    inTime = false;
    process.kill('SIGTERM');
  }, WAIT_MAX_MS);
  await app.close();
  clearTimeout(limit);
  if (!inTime) throw new Error('Expected the app to quit, but it did not; it may be asking about unfinished runs.');
}

/** Answers the save dialog: the file is saved where the test wants it, and the page says so only then. */
async function downloadOnDesktop(
  app: ElectronApplication,
  page: Page,
  folder: string,
  action: () => Promise<void>,
): Promise<{ fileName: string; text: string }> {
  await app.evaluate(({ dialog }, target) => {
    dialog.showSaveDialog = ((...[, options]: [unknown, Electron.SaveDialogOptions]) => {
      const name = options.defaultPath!.split(/[\\/]/).at(-1)!;
      return Promise.resolve({ canceled: false, filePath: `${target}/${name}` });
    }) as typeof dialog.showSaveDialog;
  }, folder);
  await action();
  const told = await page.getByText(`Saved ${folder}`).innerText();
  const path = told.replace(/^Saved /, '');
  return { fileName: basename(path), text: await readFile(path, 'utf8') };
}

export async function openHost(context: TestContext, folder: string): Promise<OpenDoor & { readonly url: string }> {
  const executablePath = requireChromium(context);
  const host = startProgram(process.execPath, [hostEntry, ...labArguments(folder), '--port', '0']);
  const [, url] = (await host.saying(/open at (http:\S+)/)) as unknown as [string, string];
  const browser: Browser = await chromium.launch({
    executablePath,
    chromiumSandbox: sandboxArguments.length === 0,
    timeout: WAIT_MAX_MS,
  });
  const page = await browser.newPage({ acceptDownloads: true });
  const watch = watchPage(page);
  await page.goto(url);
  return {
    page,
    watch,
    url,
    async download(action) {
      const [download] = await Promise.all([page.waitForEvent('download'), action()]);
      return { fileName: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
    },
    setTheme: (theme) => page.emulateMedia({ colorScheme: theme }),
    setSize: (width, height) => page.setViewportSize({ width, height }),
    async close() {
      await browser.close();
      host.process.kill('SIGINT');
      const code = await host.ended;
      if (code !== 0) throw new Error(`Expected the host to end with 0, received ${code}. It said:\n${host.stderr()}`);
    },
  };
}

/** Does the work, then closes the door. If the work fails, its error is reported, however the closing goes. */
export async function closing<T>(door: OpenDoor, work: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await door.close().catch(() => undefined);
    throw error;
  }
  await door.close();
  return result;
}

export const doors: readonly Door[] = [
  { name: 'desktop', open: openDesktop },
  { name: 'host', open: openHost },
];
