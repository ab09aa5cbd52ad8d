import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError } from '#core/errors.ts';
import { datasetsFolder } from './datasets-folder.ts';
import { download, type DownloadOptions } from './download.ts';
import { openBundle } from './file-bundle.ts';
import { fileNameOf, IMPORTABLE, importableFrom, type Importable, type ImportableKind } from './importable.ts';

export interface ImportOptions {
  /** A folder or a .tar.gz archive; the official address if null. */
  readonly from: string | null;
  /** The folder of all imported data sets. */
  readonly into?: string;
  /** `what` is for people: `Downloading CIFAR-10`. */
  readonly onProgress?: (what: string, share: number) => void;
  readonly download?: Omit<DownloadOptions, 'onProgress' | 'signal'>;
  /** Ends the import; what a download has received is kept. */
  readonly signal?: AbortSignal;
  /** What is imported and from where; default: the published data set of this kind. */
  readonly importable?: Importable;
}

export interface Imported {
  readonly folder: string;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/** The digests of the files beside it, in the format of `sha256sum --check`. */
const SUMS_FILE = 'SHA256SUMS';

/**
 * Imports a published data set into the folder of imported data sets, verified file by file. The set appears there
 * complete or not at all; a partial download is kept for the next attempt.
 * @throws DataError saying what was expected and received, with `details.dataset`; the signal's reason if it was ended.
 */
export async function importDataset(kind: ImportableKind, options: ImportOptions): Promise<Imported> {
  const importable = options.importable ?? importableFrom(IMPORTABLE[kind]);
  const into = options.into ?? datasetsFolder();
  try {
    if (options.from !== null) return await unpack(kind, importable, resolve(options.from), into, options);
    const downloads = downloadsFolder(kind, into);
    await downloadAll(importable, downloads, options);
    const [first, ...others] = importable.published;
    const source = others.length === 0 ? join(downloads, fileNameOf(first)) : downloads;
    const imported = await unpack(kind, importable, source, into, options);
    await rm(downloads, { recursive: true });
    return imported;
  } catch (thrown) {
    options.signal?.throwIfAborted();
    throw explained(thrown, kind, importable);
  }
}

/** Where the parts of a download wait for the rest. */
export function downloadsFolder(kind: ImportableKind, into: string = datasetsFolder()): string {
  return join(into, 'downloads', kind);
}

async function downloadAll(importable: Importable, folder: string, options: ImportOptions): Promise<void> {
  const { signal, onProgress = () => {} } = options;
  const total = downloadBytes(importable);
  let before = 0;
  for (const published of importable.published) {
    await download(published, join(folder, fileNameOf(published)), {
      ...options.download,
      ...(signal === undefined ? {} : { signal }),
      onProgress: (received) => onProgress(`Downloading ${importable.name}`, (before + received) / total),
    });
    before += published.bytes;
  }
}

/** What a download takes. */
export function downloadBytes({ published }: Importable): number {
  return published.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function unpack(
  kind: ImportableKind,
  importable: Importable,
  source: string,
  into: string,
  { onProgress = () => {}, signal }: ImportOptions,
): Promise<Imported> {
  const unpacked = (share: number) => onProgress(`Unpacking ${basename(source)}`, share);
  const bundle = await openBundle(source, unpacked, signal);
  const folder = join(into, kind);
  const partial = join(into, `.${kind}.partial`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    const files: Imported['files'][number][] = [];
    for (const [index, { name, sha256 }] of importable.files.entries()) {
      signal?.throwIfAborted();
      onProgress(`Verifying ${importable.name}`, index / importable.files.length);
      const bytes = await importable.extract(bundle, name);
      const digest = createHash('sha256').update(bytes).digest('hex');
      if (digest !== sha256) throw new DataError(`${source}, ${name}: expected SHA-256 ${sha256}, received ${digest}.`);
      await writeFile(join(partial, name), bytes);
      files.push({ name, bytes: bytes.length, sha256 });
    }
    await writeFile(join(partial, SUMS_FILE), files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''));
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    onProgress(`Verifying ${importable.name}`, 1);
    return { folder, files };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

const DISK_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EACCES: 'no permission to write to the folder',
  EPERM: 'no permission to write to the folder',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'part of its path is a file',
};

function explained(thrown: unknown, kind: ImportableKind, { name }: Importable): unknown {
  if (thrown instanceof DataError) return new DataError(`${name}: ${thrown.message}`, { dataset: kind });
  const { code, message, path } = thrown as NodeJS.ErrnoException;
  if (code === undefined) return thrown;
  const where = path === undefined ? '' : ` in ${dirname(path)}`;
  return new DataError(`${name}: could not be imported${where}: ${DISK_REASONS[code] ?? message}.`, {
    dataset: kind,
    path,
  });
}
