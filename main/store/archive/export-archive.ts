import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { assert } from '#core/assert.ts';
import type { ArchiveExport } from '#core/contract/keeping.ts';
import { NotFoundError, StoreError } from '#core/errors.ts';
import { quoted, quotedList, tablesOf, type TableShape } from '../database-shape.ts';
import { fillRowChecksums, registerRowChecksum } from '../integrity/row-checksums.ts';
import { makeFolders } from '../make-folders.ts';
import { migrations } from '../migrations/migrations.ts';
import { upgradeSchema } from '../schema-upgrade.ts';
import type { ArchiveProgress } from '../store.ts';
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
  onProgress: ArchiveProgress = () => {},
): Promise<ArchiveExport> {
  const file = resolve(archiveFile);
  if (existsSync(file)) {
    throw new StoreError(`The file ${file} exists already: an export overwrites nothing. Choose another name.`, {
      file,
    });
  }
  makeFolders(dirname(file));
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    const counts = await write(part, databaseFile, [...new Set(experimentIds)], onProgress);
    renameSync(part, file);
    return { file, bytes: statSync(file).size, ...counts };
  } finally {
    for (const left of [part, `${part}-journal`]) rmSync(left, { force: true });
  }
}

async function write(
  part: string,
  databaseFile: string,
  experimentIds: readonly string[],
  onProgress: ArchiveProgress,
): Promise<{ experiments: number; runs: number }> {
  const archive = new Database(part);
  try {
    archive.pragma('foreign_keys = OFF');
    await upgradeSchema(archive, part, migrations);
    registerRowChecksum(archive);
    archive.prepare('ATTACH ? AS lab').run(`${pathToFileURL(databaseFile).href}?mode=ro`);
    const tables = new Map(tablesOf(archive).map((table) => [table.name, table]));
    const copy = (table: ArchivedTable, id: string) => copyRows(archive, shape(tables, table), id);
    archive.exec('BEGIN');
    const runs = experimentIds.flatMap((id) => runsOf(archive, id));
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
    // In the trash here is not in the trash there.
    archive.exec('UPDATE experiments SET removedAt = NULL, checksum = NULL WHERE removedAt IS NOT NULL');
    archive.exec('COMMIT');
    archive.exec('DETACH lab');
    fillRowChecksums(archive);
    return { experiments: experimentIds.length, runs: runs.length };
  } finally {
    archive.close();
  }
}

function runsOf(archive: Database.Database, experimentId: string): string[] {
  const found = archive.prepare('SELECT 1 FROM lab.experiments WHERE id = ?').get(experimentId);
  if (found === undefined) throw new NotFoundError('experiment', experimentId);
  return archive
    .prepare('SELECT id FROM lab.runs WHERE experimentId = ? ORDER BY position')
    .pluck()
    .all(experimentId) as string[];
}

function copyRows(archive: Database.Database, { name, columns }: TableShape, id: string): void {
  const ignore = name === 'sweeps' ? 'OR IGNORE ' : '';
  archive
    .prepare(
      `INSERT ${ignore}INTO main.${quoted(name)} (${quotedList(columns)})
       SELECT ${quotedList(columns)} FROM lab.${quoted(name)} WHERE ${rowsOf(name as ArchivedTable, 'lab')}`,
    )
    .run(id);
}

function shape(tables: ReadonlyMap<string, TableShape>, name: string): TableShape {
  const table = tables.get(name);
  assert(table !== undefined, `the schema has a table ${name}`);
  return table;
}
