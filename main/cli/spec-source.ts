import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { LabError } from '#core/errors.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import { parseExperiment, parseExperimentText } from '#core/spec/parse/parse.ts';
import { decodeText } from '#core/spec/parse/decode-text.ts';
import { listRecipes } from '#core/spec/recipes/recipes.ts';
import { absolutePath } from '#main/files/absolute-path.ts';
import { withResolvedDataFiles } from '#main/datasets/resolve-data-files.ts';

/** Far above any real experiment: a file this large was named by mistake. */
const BYTES_MAX = 4 * 1024 * 1024;

/**
 * Reads the experiment given by a recipe's id, a file name or `-` (stdin). Paths of data files are relative to the
 * spec's file, or to the working folder if the spec comes from stdin; they are returned absolute.
 *
 * @param seeds replace the spec's own
 * @throws SpecError with every error in the spec; DataError if it is not text in UTF-8 or UTF-16; LabError (NOT_FOUND) if it is neither a recipe nor a readable file.
 */
export async function readExperiment(source: string, seeds?: readonly number[]): Promise<ExperimentSpec> {
  const recipe = listRecipes().find(({ id }) => id === source);
  const spec = recipe?.spec ?? withResolvedDataFiles(parseExperimentText(await readText(source)), folderOf(source));
  return seeds === undefined ? spec : parseExperiment({ ...spec, seeds });
}

function folderOf(source: string): string {
  return source === '-' ? process.cwd() : dirname(absolutePath(source, process.cwd()));
}

async function readText(source: string): Promise<string> {
  if (source === '-') return decodeText(await buffer(process.stdin), 'stdin');
  let bytes: Buffer;
  try {
    bytes = await readFile(absolutePath(source, process.cwd()));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const received = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : String(code);
    const known = listRecipes()
      .map(({ id }) => id)
      .join(', ');
    throw new LabError('NOT_FOUND', `"${source}": expected a recipe (${known}) or a spec file, received ${received}.`, {
      source,
    });
  }
  if (bytes.length > BYTES_MAX) {
    throw new LabError(
      'DATA_INVALID',
      `${source}: expected a spec of at most ${BYTES_MAX} bytes, received ${bytes.length}.`,
    );
  }
  return decodeText(bytes, source);
}
