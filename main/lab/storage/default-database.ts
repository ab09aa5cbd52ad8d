import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where the lab keeps its database if nobody says otherwise: one place for all its doors, where the platform wants it. */
export function defaultDatabaseFile(): string {
  return join(envPaths('BatchNorm Lab', { suffix: '' }).data, 'lab.db');
}
