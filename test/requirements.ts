import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

/**
 * What some tests need from the machine. A test whose need is missing is skipped, by name and with the reason; with
 * BNLAB_REQUIRE_ALL=1 (continuous integration, which installs everything) it fails instead.
 */

const root = fileURLToPath(new URL('..', import.meta.url));

/** Chromium or Chrome, as `executablePath` for playwright-core's `chromium.launch` (with `chromiumSandbox: false`). */
export function requireChromium(context: TestContext): string {
  return findChromium() ?? missing(context, 'no Chromium is installed');
}

/** The path of Chromium or Chrome; undefined if neither is installed. BNLAB_CHROMIUM names a different one. */
export function findChromium(): string | undefined {
  const candidates = [
    process.env['BNLAB_CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return candidates.find((path) => path !== undefined && existsSync(path));
}

/** Electron's executable: from ELECTRON_OVERRIDE_DIST_PATH, or where the electron package has downloaded it. */
export function requireElectron(context: TestContext): string {
  const electron = join(root, 'node_modules', 'electron');
  const pathFile = join(electron, 'path.txt');
  const inside = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : electronExecutableName();
  const executable = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electron, 'dist'), inside);
  return existsSync(executable) ? executable : missing(context, "Electron's binary is not installed");
}

function electronExecutableName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** Where dialogs of the operating system can be answered by key presses: X11 with xdotool. */
export function requireXdotool(context: TestContext): void {
  if (process.platform !== 'linux') missing(context, 'native dialogs are answered through X11 only');
  if (spawnSync('xdotool', ['version'], { stdio: 'ignore' }).error) missing(context, 'xdotool is not installed');
}

/** Tracing system calls shows everything that any process of the app asks of the network, whoever asks. */
export function requireStrace(context: TestContext): void {
  if (process.platform !== 'linux') missing(context, 'system calls are traced on Linux only');
  if (spawnSync('strace', ['-V'], { stdio: 'ignore' }).error) missing(context, 'strace is not installed');
}

/**
 * A display for windows: this machine's, or an Xvfb of our own, started once per test file's process.
 * @returns the environment for programs that open windows
 */
export async function requireDisplay(context: TestContext): Promise<NodeJS.ProcessEnv> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) return process.env;
  if (spawnSync('Xvfb', ['-help'], { stdio: 'ignore' }).error) missing(context, 'there is no display and no Xvfb');
  virtualDisplay ??= startXvfb();
  return { ...process.env, DISPLAY: await virtualDisplay };
}

let virtualDisplay: Promise<string> | undefined;

/**
 * Starts Xvfb on a free display number that it chooses itself. It ends with this process, even if that is killed: the
 * shell around it waits for its standard input, a pipe from here, to close.
 */
function startXvfb(): Promise<string> {
  const script = 'Xvfb -displayfd 3 -screen 0 1920x1080x24 -nolisten tcp & cat >/dev/null; kill $!';
  const server = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore', 'pipe'], detached: true });
  server.unref();
  (server.stdin as unknown as { unref(): void }).unref();
  const chosen = server.stdio[3] as Socket;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with exit code ${code} before it had a display.`)));
    chosen.once('data', (number: Buffer) => {
      chosen.unref();
      resolve(`:${number.toString().trim()}`);
    });
  });
}

/** Electron and Chromium refuse to run their sandbox as root on Linux; elsewhere nothing needs to be switched off. */
export const sandboxArguments: readonly string[] =
  process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Skips the test, or fails it if nothing may be missing. */
export function missing(context: TestContext, reason: string): never {
  if (process.env['BNLAB_REQUIRE_ALL'] === '1') throw new Error(`Required here (BNLAB_REQUIRE_ALL=1): ${reason}.`);
  return context.skip(reason);
}
