import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LabError } from '#core/errors.ts';
import { writeFailureReason } from './write-failure.ts';

export interface WriteOptions {
  /** False: an existing file is an error. */
  readonly mayReplace: boolean;
}

/**
 * Writes a file that people keep: whole, or not at all. It has its name only once everything is on the disk, so a full
 * disk leaves neither half a file nor damages the one that was there.
 *
 * @param file absolute
 * @throws LabError (STORE) naming the file and the reason
 */
export async function writeWholeFile(
  file: string,
  content: string | Uint8Array,
  { mayReplace }: WriteOptions,
): Promise<void> {
  try {
    // A link keeps pointing where it did; what it points at is replaced.
    const path = mayReplace ? await realpath(file).catch(() => file) : file;
    const part = join(dirname(path), `.${basename(path).slice(0, 80)}.${randomUUID().slice(0, 8)}.part`);
    try {
      requireFree(await stat(path).catch(() => null), mayReplace);
      await writeSynced(part, content);
      await rename(part, path);
    } finally {
      await rm(part, { force: true });
    }
  } catch (thrown) {
    throw new LabError(
      'STORE',
      `${file} could not be written: ${writeFailureReason(thrown)}. Choose another folder or name, and save again.`,
      { path: file },
    );
  }
}

function requireFree(found: Stats | null, mayReplace: boolean): void {
  if (found === null || (mayReplace && !found.isDirectory())) return;
  throw Object.assign(new Error('The name is taken'), { code: found.isDirectory() ? 'EISDIR' : 'EEXIST' });
}

async function writeSynced(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
