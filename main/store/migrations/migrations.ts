import type { Migration } from 'kysely/migration';
import * as experiments from './0001-experiments.ts';
import * as queueAndCheckpoints from './0002-queue-and-checkpoints.ts';
import * as rowChecksums from './0003-row-checksums.ts';
import * as loadedData from './0004-loaded-data.ts';

/**
 * Every change of the schema, in order. The database's `user_version` is the number of the last one applied. A
 * migration that has been released is never edited: what it did wrong is mended by the next one.
 */
export const migrations: SchemaMigrations = {
  '0001-experiments': experiments,
  '0002-queue-and-checkpoints': queueAndCheckpoints,
  '0003-row-checksums': rowChecksums,
  '0004-loaded-data': loadedData,
};

/** By name, which starts with the migration's number, from 0001 without gaps. */
export type SchemaMigrations = Readonly<Record<string, Migration>>;

export function schemaVersion(of: SchemaMigrations): number {
  return Object.keys(of).length;
}

/** The history as it was when `version` was the newest. */
export function migrationsUpTo(version: number, of: SchemaMigrations): SchemaMigrations {
  return Object.fromEntries(Object.entries(of).slice(0, version));
}
