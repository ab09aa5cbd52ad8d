import { join } from 'node:path';
import { app } from 'electron';
import { DeviceError } from '#core/errors.ts';
import { runCli } from '#main/cli/run-cli.ts';
import { utilityCheck } from './utility-check.ts';
import { UtilityLauncher } from './utility-launcher.ts';

/**
 * The command line that the installed app carries. Its executable cannot be run as Node, so the app's main process
 * itself carries out the command: without a window, a page or a display (the script `bnlab` beside the executable starts
 * it so), and beside a window that may be open.
 */

const outFolder = join(import.meta.dirname, '..');

/** Timers that are set while Electron handles an event of its own do not wake an idle process. */
const AWAKE_MS = 50;

/** What was typed after `bnlab`; null if the app is to be opened. */
export function typedCommand(argv: readonly string[]): readonly string[] | null {
  const at = argv.indexOf('--command-line');
  return at !== -1 && argv[at + 1] === '--' ? argv.slice(at + 2) : null;
}

/** Carries out the command and ends the process with its exit code. */
export async function obeyCommand(args: readonly string[]): Promise<void> {
  // Its own folder: the window's profile is the window's.
  if (!app.commandLine.hasSwitch('user-data-dir'))
    app.setPath('userData', join(app.getPath('appData'), app.getName(), 'command-line'));
  app.on('window-all-closed', () => {});
  setInterval(() => {}, AWAKE_MS);
  await app.whenReady();
  endOnSignals();
  const code = await runCli(args, {
    launcher: new UtilityLauncher(join(outFolder, 'main', 'job-process.js'), null),
    startCheck: utilityCheck(join(outFolder, 'main', 'check-process.js')),
    devices: { gpu: () => Promise.reject(noGpu()) },
  });
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  app.exit(code);
}

/** Once ready, Electron turns signals into requests to quit. Commands that stop in order listen for themselves. */
function endOnSignals(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) app.exit(code);
    });
  }
}

function noGpu(): DeviceError {
  return new DeviceError(
    'DEVICE_UNAVAILABLE',
    'The installed command line has no window, and so no graphics processor. Open BatchNorm Lab: while it is open, commands run in it, also on its graphics processor.',
  );
}
