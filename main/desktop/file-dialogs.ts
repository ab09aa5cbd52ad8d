import { existsSync } from 'node:fs';
import { dirname, extname, isAbsolute, join } from 'node:path';
import { app, dialog, shell, type BrowserWindow } from 'electron';
import type { DesktopAnswer, DesktopRequest, FileFilter } from '#core/contract/desktop-bridge.ts';
import { LabError } from '#core/errors.ts';
import { writeWholeFile } from '#main/files/write-whole-file.ts';

type Request<Kind extends DesktopRequest['kind']> = Extract<DesktopRequest, { kind: Kind }>;

/** The system's file dialogs, and what the page may do with the files that a person named in them. */
export class FileDialogs {
  /** Where the last file was saved; the next dialog opens there. */
  #folder: string | null = null;
  readonly #named = new Set<string>();
  readonly #databaseFile: string;

  constructor(databaseFile: string) {
    this.#databaseFile = databaseFile;
  }

  async answer(window: BrowserWindow, request: DesktopRequest): Promise<DesktopAnswer> {
    switch (request.kind) {
      case 'chooseFile':
        return this.#chooseFile(window, request);
      case 'chooseFolder':
        return this.#chooseFolder(window, request);
      case 'chooseTarget':
        return this.#chooseTarget(window, request);
      case 'saveFile':
        return this.#saveFile(window, request);
      case 'showInFolder':
        return this.#showInFolder(request.path);
      default:
        return request satisfies never;
    }
  }

  async #chooseFile(window: BrowserWindow, { title, filter }: Request<'chooseFile'>): Promise<DesktopAnswer> {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title,
      properties: ['openFile'],
      filters: filtersOf(filter),
    });
    const [path] = filePaths;
    return canceled || path === undefined ? { kind: 'cancelled' } : this.#remember('chosen', path);
  }

  async #chooseFolder(window: BrowserWindow, { title }: Request<'chooseFolder'>): Promise<DesktopAnswer> {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openDirectory'] });
    const [path] = filePaths;
    return canceled || path === undefined ? { kind: 'cancelled' } : this.#remember('chosen', path);
  }

  /** Whoever writes the file refuses to replace one; the dialog need not ask. */
  async #chooseTarget(window: BrowserWindow, request: Request<'chooseTarget'>): Promise<DesktopAnswer> {
    const path = await this.#ask(window, request, []);
    return path === null ? { kind: 'cancelled' } : this.#remember('chosen', withExtension(path, request.filter));
  }

  async #saveFile(window: BrowserWindow, request: Request<'saveFile'>): Promise<DesktopAnswer> {
    const path = await this.#ask(window, request, ['showOverwriteConfirmation']);
    if (path === null) return { kind: 'cancelled' };
    const file = withExtension(path, request.filter);
    try {
      // The dialog asked about the name as it was typed only.
      await writeWholeFile(file, request.content, {
        mayReplace: file === path,
        databaseFile: this.#databaseFile,
      });
    } catch (thrown) {
      if (thrown instanceof LabError) return { kind: 'failed', message: thrown.message };
      throw thrown;
    }
    return this.#remember('saved', file);
  }

  async #ask(
    window: BrowserWindow,
    { title, suggested, filter }: Request<'chooseTarget' | 'saveFile'>,
    properties: 'showOverwriteConfirmation'[],
  ): Promise<string | null> {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title,
      defaultPath: isAbsolute(suggested) ? suggested : join(this.#folder ?? firstFolder(), suggested),
      filters: filtersOf(filter),
      properties: ['createDirectory', ...properties],
    });
    return canceled || filePath === '' ? null : filePath;
  }

  /** The page cannot ask for any other path of the disk. */
  #showInFolder(path: string): DesktopAnswer {
    if (!this.#named.has(path)) return { kind: 'failed', message: `${path} was not chosen in a dialog.` };
    shell.showItemInFolder(path);
    return { kind: 'shown' };
  }

  #remember(kind: 'chosen' | 'saved', path: string): DesktopAnswer {
    this.#named.add(path);
    if (kind === 'saved') this.#folder = dirname(path);
    return { kind, path };
  }
}

/** Not every Linux account has a folder for downloads. */
function firstFolder(): string {
  const downloads = app.getPath('downloads');
  return existsSync(downloads) ? downloads : app.getPath('home');
}

function filtersOf({ name, extensions }: FileFilter): Electron.FileFilter[] {
  return [
    ...(extensions.length === 0 ? [] : [{ name, extensions: [...extensions] }]),
    { name: 'All files', extensions: ['*'] },
  ];
}

/** On Linux, the dialog adds none. */
function withExtension(path: string, { extensions }: FileFilter): string {
  const [extension] = extensions;
  return extension === undefined || extname(path) !== '' ? path : `${path}.${extension}`;
}
