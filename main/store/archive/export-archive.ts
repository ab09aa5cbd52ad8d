import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { assert } from '#core/assert.ts';
import type { ArchiveExport } from '#core/contract/archive.ts';
import { NotFoundError } from '#core/errors.ts';
import { makeNewFile, PRIVATE_FILE } from '#main/files/new-file.ts';
import { quoted, quotedList, tablesOf, type TableShape } from '../schema/database-shape.ts';
import { keepRowChecksums } from '../integrity/row-checksums.ts';
import { migrations } from '../migrations/migrations.ts';
import { requireApart } from '#main/files/require-apart.ts';
import { upgradeSchema } from '../schema/schema-upgrade.ts';
import type { StoreProgress } from '../store-progress.ts';
import { EXPERIMENT_TABLES, RUN_TABLES, rowsOf, type ArchivedTable } from './archive-rows.ts';

/**
 * Writes experiments with all that belongs to them into a new file: a database with the same schema. It is read over a
 * connection of its own, in one transaction: what the lab writes meanwhile is not in it. The file has its name only once
 * it is whole.
 *
 * @throws NotFoundError; StoreError if the file exists or cannot be written
 */
export async function exportArchive(
  databaseFile: string,
  experimentIds: readonly string[],
  archiveFile: string,
  onProgress: StoreProgress = () => {},
): Promise<ArchiveExport> {
  const file = resolve(archiveFile);
  requireApart(file, databaseFile);
  const counts = await makeNewFile(
    file,
    (part) => write(part, databaseFile, [...new Set(experimentIds)], onProgress),
    PRIVATE_FILE,
  );
  return { file, bytes: statSync(file).size, ...counts };
}

async function write(
  part: string,
  databaseFile: string,
  experimentIds: readonly string[],
  onProgress: StoreProgress,
): Promise<{ experiments: number; runs: number }> {
  const lab = new Database(databaseFile, { readonly: true, fileMustExist: true, timeout: 5_000 });
  const archive = new Database(part);
  try {
    archive.pragma('foreign_keys = OFF');
    await upgradeSchema(archive, part, migrations);
    const tables = new Map(tablesOf(archive).map((table) => [table.name, table]));
    const copy = (table: ArchivedTable, id: string) => copyRows(lab, archive, shape(tables, table), id);
    lab.exec('BEGIN');
    archive.exec('BEGIN');
    const runs = experimentIds.flatMap((id) => runsOf(lab, id));
    for (const id of experimentIds) {
      copy('sweeps', id);
      for (const table of EXPERIMENT_TABLES) copy(table, id);
    }
    for (const [index, runId] of runs.entries()) {
      for (const table of RUN_TABLES) copy(table, runId);
      onProgress((index + 1) / runs.length);
      // The lab has other things to do as well.
      await setImmediate();
    }
    keepRowChecksums(archive);
    // In the trash here is not in the trash there.
    archive.exec('UPDATE experiments SET removedAt = NULL WHERE removedAt IS NOT NULL');
    archive.exec('COMMIT');
    return { experiments: experimentIds.length, runs: runs.length };
  } finally {
    lab.close();
    archive.close();
  }
}

function runsOf(lab: Database.Database, experimentId: string): string[] {
  const found = lab.prepare('SELECT 1 FROM experiments WHERE id = ?').get(experimentId);
  if (found === undefined) throw new NotFoundError('experiment', experimentId);
  return lab
    .prepare('SELECT id FROM runs WHERE experimentId = ? ORDER BY position')
    .pluck()
    .all(experimentId) as string[];
}

/** With their checksums, so that an importer sees which rows were already altered here. */
function copyRows(lab: Database.Database, archive: Database.Database, { name, columns }: TableShape, id: string): void {
  // Points of one sweep bring it once.
  const insert = archive.prepare(
    `INSERT ${name === 'sweeps' ? 'OR IGNORE ' : ''}INTO ${quoted(name)} (${quotedList(columns)}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const rows = lab.prepare(`SELECT ${quotedList(columns)} FROM ${quoted(name)} WHERE ${rowsOf(name as ArchivedTable)}`);
  for (const row of rows.raw().iterate(id)) insert.run(row);
}

function shape(tables: ReadonlyMap<string, TableShape>, name: string): TableShape {
  const table = tables.get(name);
  assert(table !== undefined, `the schema has a table ${name}`);
  return table;
}
