import { join } from 'node:path';
import { app } from 'electron';
import packageJson from '../../package.json' with { type: 'json' };
import { defaultDatabaseFile } from '#main/lab/storage/default-database.ts';
import { openControl } from '#main/control/serve-control.ts';
import { createLab } from '#main/lab/create-lab.ts';
import type { Lab, LabOptions } from '#main/lab/lab.ts';
import { parseStartArguments } from '#main/start-arguments.ts';
import { isWriteProtected } from '#main/store/connection/sqlite-errors.ts';
import { isOwnedElsewhere } from '#main/store/opening/owner-lock.ts';
import { warn } from '#main/terminal/write-line.ts';
import { registerAppScheme } from './app-protocol.ts';
import { DesktopApp } from './desktop-app.ts';
import { desktopDevices } from './gpu-window.ts';
import { endOnFaults, endUnopened } from './failures.ts';
import { lockDownPages } from './lockdown.ts';
import { offerReadOnly } from './read-only-offer.ts';
import { utilityCheck } from './utility-check.ts';
import { UtilityLauncher } from './utility-launcher.ts';

const outFolder = join(import.meta.dirname, '..');
const gpuPreload = join(outFolder, 'preload', 'gpu-window.cjs');

/** Opens the app with its window, or tells why it cannot be opened. */
export function openApp(): void {
  endOnFaults();
  // Beside the database on platforms that keep both in one place; --user-data-dir overrides it, as in any Chromium app.
  if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(app.getPath('appData'), app.getName()));
  registerAppScheme();
  lockDownPages();
  start().catch((error: unknown) => endUnopened(error));
}

async function start(): Promise<void> {
  const { databaseFile = defaultDatabaseFile(), jobs, readOnly } = parseStartArguments(process.argv.slice(1), 'ignore');
  if (!app.requestSingleInstanceLock({ databaseFile })) {
    warn('BatchNorm Lab is already open; its window was brought to the front.');
    return app.exit(0);
  }
  const options: LabOptions = {
    databaseFile,
    door: 'desktop',
    readOnly,
    ...(jobs === undefined ? {} : { jobs }),
    launcher: new UtilityLauncher(join(outFolder, 'main', 'job-process.js'), gpuPreload),
    startCheck: utilityCheck(join(outFolder, 'main', 'check-process.js')),
    devices: desktopDevices(gpuPreload),
    appVersion: packageJson.version,
  };
  const [opened] = await Promise.all([openOrShow(options), app.whenReady()]);
  if (opened === null) return app.exit(0);
  const { lab, isReadOnly } = opened;
  // A lab that owns its database also serves other programs.
  const closeControl = isReadOnly ? () => Promise.resolve() : await openControl(lab, databaseFile, warn);
  new DesktopApp({ lab, closeControl, databaseFile, appVersion: packageJson.version, outFolder }).open();
  if (!isReadOnly) await lab.queue.workOff();
}

/** If another lab has the database open, or it is write-protected, offers to show it read-only; null if the user declines. */
async function openOrShow(options: LabOptions): Promise<{ lab: Lab; isReadOnly: boolean } | null> {
  try {
    return { lab: await createLab(options), isReadOnly: options.readOnly === true };
  } catch (error) {
    if (!isOwnedElsewhere(error) && !isWriteProtected(error)) throw error;
    const reason = isOwnedElsewhere(error) ? 'openElsewhere' : 'writeProtected';
    if (!(await offerReadOnly(options.databaseFile, reason))) return null;
    return { lab: await createLab({ ...options, readOnly: true }), isReadOnly: true };
  }
}
