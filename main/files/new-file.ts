import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, link, open, rm, constants } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '#core/errors.ts';
import { makeFolders } from './make-folders.ts';
import { writeFailureReason } from './write-failure.ts';

/** For what holds a person's experiments: nobody else may read it. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;
const PUBLIC_FILE = 0o666;

/** What SQLite puts beside a database while it writes it. */
const BESIDE_A_DATABASE = ['', '-journal', '-wal', '-shm'];

/**
 * Makes a file that was not there: `make` writes it under a name that nothing has, and it gets its own once it is whole.
 * An existing file is never replaced, not even one that appears in the meantime, and nothing else is removed.
 *
 * @param file absolute
 * @param make writes the file whose path it is given; the file exists and is empty
 * @param mode who may read it; by default, as the system gives new files
 * @throws StoreError if the name is taken or the file cannot be written; what `make` throws
 */
export async function makeNewFile<T>(
  file: string,
  make: (part: string) => Promise<T>,
  mode: number = PUBLIC_FILE,
): Promise<T> {
  const part = partOf(file);
  try {
    // Fails early; the link at the end is what guarantees it.
    if (existsSync(file)) throw Object.assign(new Error('The name is taken'), { code: 'EEXIST' });
    makeFolders(dirname(file));
    await (await open(part, 'wx', mode)).close();
  } catch (thrown) {
    throw notWritten(file, thrown);
  }
  try {
    const made = await make(part);
    await giveName(part, file);
    return made;
  } catch (thrown) {
    throw isFileSystemError(thrown) ? notWritten(file, thrown) : thrown;
  } finally {
    for (const suffix of BESIDE_A_DATABASE) await rm(`${part}${suffix}`, { force: true });
  }
}

/** A name beside a file that nothing has, for what is not whole yet. */
export function partOf(file: string): string {
  return join(dirname(file), `.${basename(file).slice(0, 80)}.${randomUUID()}.part`);
}

/** Fails where the name is taken. Not every file system has links; a copy fails there as well. */
async function giveName(part: string, file: string): Promise<void> {
  try {
    await link(part, file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') throw thrown;
    await copyFile(part, file, constants.COPYFILE_EXCL);
  }
}

function isFileSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && typeof (thrown as NodeJS.ErrnoException).syscall === 'string';
}

function notWritten(file: string, thrown: unknown): StoreError {
  const text =
    (thrown as NodeJS.ErrnoException).code === 'EEXIST'
      ? `The file ${file} exists already, and nothing is overwritten. Choose another name.`
      : `${file} could not be written: ${writeFailureReason(thrown)}. Choose another folder or name.`;
  return new StoreError(text, { file });
}
