import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import { commandScript, installCommand, type Surroundings } from './install-command.ts';

/** The Debian package links the script beside the executable here. */
const PACKAGED_COMMAND = '/usr/bin/bnlab';

/** Installs the command line for this user after asking, or says where it is already. */
export async function offerCommand(window: BrowserWindow): Promise<void> {
  if (isFromPackage()) {
    await show(
      window,
      'The command line is installed',
      `${PACKAGED_COMMAND} came with the package: type “bnlab --help”.`,
    );
    return;
  }
  const surroundings = surroundingsOf();
  const { file } = commandScript(surroundings);
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'BatchNorm Lab',
    message: 'Install the command line tool?',
    detail: `A small script, ${file}, will start this app without a window, also over ssh. Install it again if you move the app.`,
    buttons: ['Install', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (response !== 0) return;
  try {
    const { folderToAdd } = installCommand(surroundings);
    const next =
      folderToAdd === null
        ? 'Open a terminal and type “bnlab --help”.'
        : `${folderToAdd} is not on your PATH. Add it there, or type the whole path.`;
    await show(window, 'The command line tool is installed', `${file}\n\n${next}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await show(window, 'The command line tool could not be installed', reason, 'error');
  }
}

/** On Linux: whether this executable is the one that the package's link leads to. */
function isFromPackage(): boolean {
  return process.platform === 'linux' && existsSync(PACKAGED_COMMAND) && dirname(process.execPath).startsWith('/opt/');
}

function surroundingsOf(): Surroundings {
  return {
    platform: process.platform,
    home: homedir(),
    environment: process.env,
    executable: process.env['APPIMAGE'] ?? app.getPath('exe'),
  };
}

function show(window: BrowserWindow, message: string, detail: string, type: 'info' | 'error' = 'info') {
  return dialog.showMessageBox(window, {
    type,
    title: 'BatchNorm Lab',
    message,
    detail,
    buttons: ['Close'],
    noLink: true,
  });
}
