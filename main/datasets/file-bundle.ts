import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parseTar } from 'nanotar';
import { DataError } from '#core/errors.ts';
import { readWholeFile } from './read-file.ts';

/** Files by their names without folders, from a folder or an archive. */
export interface FileBundle {
  /** For messages. */
  readonly path: string;
  readonly names: readonly string[];
  /** @throws DataError if the file is missing or cannot be read. */
  read(name: string): Promise<Uint8Array>;
}

/** More than any data set's archive, which is unpacked in memory. */
const UNPACKED_BYTES_MAX = 1024 * 1024 * 1024;
const FILE_BYTES_MAX = 256 * 1024 * 1024;

/**
 * Opens a folder (its files and those of its subfolders) or a .tar.gz archive.
 * @param onProgress Called with the share of an archive that has been unpacked.
 * @param signal Ends unpacking.
 * @throws DataError if it is neither.
 */
export async function openBundle(
  path: string,
  onProgress: (share: number) => void = () => {},
  signal?: AbortSignal,
): Promise<FileBundle> {
  const found = await stat(path).catch(() => null);
  if (found === null)
    throw new DataError(`expected a folder or an archive at ${path}, received no such file.`, { path });
  return found.isDirectory() ? openFolder(path) : openArchive(path, found.size, onProgress, signal);
}

async function openFolder(path: string): Promise<FileBundle> {
  const entries = await readdir(path, { withFileTypes: true });
  const folders = [path, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name))];
  const files = new Map<string, string>();
  // The folder's own files come last, and so take precedence.
  for (const folder of folders.reverse()) {
    for (const name of await readdir(folder).catch(() => [])) files.set(name, join(folder, name));
  }
  return bundle(path, files, (file) => readWholeFile(file, FILE_BYTES_MAX));
}

async function openArchive(
  path: string,
  size: number,
  onProgress: (share: number) => void,
  signal: AbortSignal | undefined,
): Promise<FileBundle> {
  const chunks: Buffer[] = [];
  let packed = 0;
  let unpacked = 0;
  const source = createReadStream(path);
  source.on('data', (chunk) => onProgress((packed += chunk.length) / size));
  try {
    const collect = async (unzipped: AsyncIterable<Buffer>) => {
      for await (const chunk of unzipped) {
        unpacked += chunk.length;
        if (unpacked > UNPACKED_BYTES_MAX) throw new Error(`one that holds more than ${UNPACKED_BYTES_MAX} bytes`);
        chunks.push(chunk);
      }
    };
    await pipeline(source, createGunzip(), collect, signal === undefined ? {} : { signal });
  } catch (thrown) {
    const received = thrown instanceof Error ? thrown.message : String(thrown);
    throw new DataError(`${path}: expected a whole .tar.gz archive, received ${received}.`, { path });
  }
  const tar = new Uint8Array(unpacked);
  let length = 0;
  for (const chunk of chunks.splice(0)) {
    tar.set(chunk, length);
    length += chunk.length;
  }
  return bundle(path, tarFiles(tar, path), (data) => Promise.resolve(data));
}

/**
 * The files of a tar archive by their names without folders, as views of its bytes.
 * @throws DataError if it is not a tar archive.
 */
export function tarFiles(tar: Uint8Array<ArrayBuffer>, path: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const { name, type, data } of tarEntries(tar, path)) {
    if (type === 'file' && data !== undefined) files.set(basename(name), data);
  }
  return files;
}

function tarEntries(tar: Uint8Array<ArrayBuffer>, path: string) {
  try {
    return parseTar(tar.buffer);
  } catch (thrown) {
    const received = thrown instanceof Error ? thrown.message : String(thrown);
    throw new DataError(`${path}: expected a tar archive inside, received something else (${received}).`, { path });
  }
}

function bundle<T>(path: string, files: ReadonlyMap<string, T>, read: (file: T) => Promise<Uint8Array>): FileBundle {
  return {
    path,
    names: [...files.keys()],
    read: async (name) => {
      const file = files.get(name);
      if (file === undefined) throw new DataError(`${path}: expected the file ${name}, received no file of this name.`);
      return read(file);
    },
  };
}
