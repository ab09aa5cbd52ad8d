import { join } from 'node:path';
import envPaths from 'env-paths';

/** The default database: one place for all doors, where the platform keeps such files. */
export function defaultDatabaseFile(): string {
  return join(envPaths('BatchNorm Lab', { suffix: '' }).data, 'lab.db');
}
