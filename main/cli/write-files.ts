import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LabError } from '#core/errors.ts';
import { makeFolders } from '#main/store/opening/make-folders.ts';

/**
 * Writes files into a folder, which is made if it is missing.
 *
 * @returns their paths
 * @throws LabError saying which file could not be written and why
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<string[]> {
  const paths: string[] = [];
  let path = resolve(folder);
  try {
    makeFolders(path);
    for (const [name, content] of files) {
      path = join(resolve(folder), name);
      await writeFile(path, content);
      paths.push(path);
    }
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const reason = {
      ENOSPC: 'the disk is full',
      EACCES: 'it may not be written to',
      EROFS: 'the disk is read-only',
      ENOTDIR: 'a part of it is a file',
      EEXIST: 'a file of this name is there',
    }[code ?? ''];
    throw new LabError(
      'STORE',
      `${path} could not be written: ${reason ?? message}. Choose another folder with --out or --report.`,
      { path },
    );
  }
  return paths;
}
