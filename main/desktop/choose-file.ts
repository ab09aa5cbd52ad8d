import { dialog, type BrowserWindow } from 'electron';

/** The system's dialog for one file whose name ends in one of these; the person may also look at all files. */
export async function chooseFile(window: BrowserWindow, extensions: readonly string[]): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    filters: [
      ...(extensions.length === 0 ? [] : [{ name: 'Data files', extensions: [...extensions] }]),
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? null : (filePaths[0] ?? null);
}
