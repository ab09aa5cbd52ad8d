import { app, clipboard, dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';

/** What the Help menu shows: what this program is, and what a bug report should contain. */

export function showAbout(window: BrowserWindow, appVersion: string): void {
  void show(window, {
    title: 'About BatchNorm Lab',
    message: `BatchNorm Lab ${appVersion}`,
    detail: 'See, measure and prove what batch normalization does to training.\n\nMIT License',
    buttons: ['Close'],
  });
}

export async function showProjectInformation(
  window: BrowserWindow,
  appVersion: string,
  databaseFile: string,
): Promise<void> {
  const { electron, chrome, node } = process.versions;
  const detail = [
    `Version: ${appVersion}`,
    `Database: ${databaseFile}`,
    `Electron ${electron} · Chromium ${chrome} · Node ${node}`,
    `System: ${process.platform} ${process.getSystemVersion()} (${process.arch})`,
    `Settings: ${app.getPath('userData')}`,
  ].join('\n');
  const { response } = await show(window, {
    title: 'Project Information',
    message: 'BatchNorm Lab',
    detail,
    buttons: ['Close', 'Copy'],
  });
  if (response === 1) void clipboard.writeText(detail);
}

function show(window: BrowserWindow, options: MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
  return dialog.showMessageBox(window, { type: 'info', noLink: true, defaultId: 0, cancelId: 0, ...options });
}
