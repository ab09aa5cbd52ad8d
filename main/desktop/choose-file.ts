import { dialog, type BrowserWindow } from 'electron';

/** The system's dialog for one file with one of these extensions; the user may also choose from all files. */
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
