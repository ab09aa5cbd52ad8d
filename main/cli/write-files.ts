import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { LabError, StoreError } from '#core/errors.ts';
import { absolutePath } from '#main/files/absolute-path.ts';
import { makeFolders } from '#main/files/make-folders.ts';
import { writeFailureReason } from '#main/files/write-failure.ts';
import { writeWholeFile } from '#main/files/write-whole-file.ts';

/** What happens where a file of that name is there: nothing is written, it is replaced, or the new one gets a number. */
export type IfTaken = 'refuse' | 'replace' | 'number';

export interface WriteFilesOptions {
  readonly ifTaken: IfTaken;
  readonly databaseFile: string;
}

/**
 * Writes files to a folder, which is created if it is missing.
 *
 * @returns their paths
 * @throws LabError with the file that could not be written and the reason
 */
export async function writeFiles(
  typed: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  { ifTaken, databaseFile }: WriteFilesOptions,
): Promise<string[]> {
  const folder = absolutePath(typed, process.cwd());
  try {
    makeFolders(folder);
  } catch (thrown) {
    throw new LabError(
      'STORE',
      `${folder} could not be written: ${writeFailureReason(thrown)}. Choose another folder with --out or --report.`,
      { path: folder },
    );
  }
  const paths = [...files.keys()].map((name) => (ifTaken === 'number' ? freeName(folder, name) : join(folder, name)));
  // All or none, as far as can be known before.
  if (ifTaken === 'refuse') for (const path of paths) requireFree(path);
  for (const [index, content] of [...files.values()].entries()) {
    await writeWholeFile(paths[index]!, content, { mayReplace: ifTaken === 'replace', databaseFile });
  }
  return paths;
}

function requireFree(path: string): void {
  if (!existsSync(path)) return;
  throw new StoreError(
    `The file ${path} exists already. Choose another folder with --out, or replace what is there with --overwrite.`,
    { file: path },
  );
}

function freeName(folder: string, name: string): string {
  const extension = extname(name);
  for (let number = 1; ; number += 1) {
    const numbered = number === 1 ? name : `${name.slice(0, name.length - extension.length)}-${number}${extension}`;
    if (!existsSync(join(folder, numbered))) return join(folder, numbered);
  }
}
