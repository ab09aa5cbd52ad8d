import { join } from 'node:path';
import envPaths from 'env-paths';

/** Names a folder for imported data sets, instead of the one in the user-data folder. */
export const DATASETS_FOLDER_VARIABLE = 'BNLAB_DATASETS_DIR';

/**
 * Where imported data sets are kept, one folder each: beside the database, where the platform wants a program's data.
 */
export function datasetsFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = environment[DATASETS_FOLDER_VARIABLE];
  if (named !== undefined && named !== '') return named;
  return join(envPaths('BatchNorm Lab', { suffix: '' }).data, 'datasets');
}
