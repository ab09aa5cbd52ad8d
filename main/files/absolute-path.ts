import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The file that a person means by a path as typed. A path that begins with `~` starts in the person's home folder, as in
 * a shell; shells leave `~` alone behind `--db=` and between quotes, and no other program knows it.
 *
 * @param folder what relative paths start from
 */
export function absolutePath(typed: string, folder: string, home = homedir()): string {
  const [, rest] = /^~(?:[\\/](.*))?$/s.exec(typed) ?? [null, null];
  return rest === null ? resolve(folder, typed) : join(home, rest ?? '');
}
