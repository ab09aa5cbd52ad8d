import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Not mkdir's own `recursive`: Node's tries for ever where a folder,
 * such as /proc, denies that it can hold another.
 *
 * @param mode of those that are made
 * @throws the file system's error about the first folder that cannot be made
 */
export function makeFolders(folder: string, mode = 0o777): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw Object.assign(new Error(`${folder} is a file`), { code: 'ENOTDIR', syscall: 'mkdir' });
  const parent = dirname(folder);
  if (parent !== folder) makeFolders(parent, mode);
  mkdirSync(folder, { mode });
}
