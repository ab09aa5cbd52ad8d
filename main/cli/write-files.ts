import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '#core/errors.ts';
import { absolutePath } from '#main/files/absolute-path.ts';
import { writeFailureReason } from '#main/files/write-failure.ts';
import { makeFolders } from '#main/store/opening/make-folders.ts';

/**
 * Writes files to a folder, which is created if it is missing.
 *
 * @returns their paths
 * @throws LabError with the file that could not be written and the reason
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<string[]> {
  const paths: string[] = [];
  let path = absolutePath(folder, process.cwd());
  try {
    makeFolders(path);
    for (const [name, content] of files) {
      path = join(absolutePath(folder, process.cwd()), name);
      await writeFile(path, content);
      paths.push(path);
    }
  } catch (thrown) {
    throw new LabError(
      'STORE',
      `${path} could not be written: ${writeFailureReason(thrown)}. Choose another folder with --out or --report.`,
      { path },
    );
  }
  return paths;
}
