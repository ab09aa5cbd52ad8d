import type { Stats } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { StoreError } from '#core/errors.ts';
import { requireApart } from './require-apart.ts';
import { makeNewFile, partOf } from './new-file.ts';
import { writeFailureReason } from './write-failure.ts';

export interface WriteOptions {
  /** False: an existing file is an error. True where the person was asked, and a regular file may be replaced. */
  readonly mayReplace: boolean;
  /** Neither it nor what lies beside it is ever written over. */
  readonly databaseFile: string | null;
}

/**
 * Writes a file that people keep: whole, or not at all. It has its name only once everything is on the disk, so a full
 * disk leaves neither half a file nor damages the one that was there.
 *
 * @param file absolute
 * @throws StoreError naming the file and the reason
 */
export async function writeWholeFile(
  file: string,
  content: string | Uint8Array,
  { mayReplace, databaseFile }: WriteOptions,
): Promise<void> {
  if (databaseFile !== null) requireApart(file, databaseFile);
  if (!mayReplace) return makeNewFile(file, (part) => writeSynced(part, content, 'r+'));
  try {
    // A link keeps pointing where it did; what it points at is replaced.
    const path = await realpath(file).catch(() => file);
    const part = partOf(path);
    requireReplaceable(await stat(path).catch(() => null));
    try {
      await writeSynced(part, content, 'wx');
      await rename(part, path);
    } finally {
      await rm(part, { force: true });
    }
  } catch (thrown) {
    throw new StoreError(
      `${file} could not be written: ${writeFailureReason(thrown)}. Choose another folder or name, and save again.`,
      { file },
    );
  }
}

function requireReplaceable(found: Stats | null): void {
  if (found === null || found.isFile()) return;
  throw Object.assign(
    new Error('what has this name is no regular file'),
    found.isDirectory() ? { code: 'EISDIR' } : {},
  );
}

async function writeSynced(file: string, content: string | Uint8Array, flag: 'wx' | 'r+'): Promise<void> {
  const handle = await open(file, flag);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
