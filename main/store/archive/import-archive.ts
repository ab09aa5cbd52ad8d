import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { assert } from '#core/assert.ts';
import type { ArchiveImport } from '#core/contract/archive.ts';
import { quoted, quotedList, tablesOf, type TableShape } from '../schema/database-shape.ts';
import { newIdentifier } from '../columns/identifiers.ts';
import { covered } from '../integrity/row-checksums.ts';
import type { StoreProgress } from '../store-progress.ts';
import { EXPERIMENT_TABLES, RUN_TABLES, rowsOf, type ArchivedTable } from './archive-rows.ts';
import { contentHash } from './content-hash.ts';

type Row = Record<string, unknown>;

interface ArchivedExperiment {
  readonly id: string;
  readonly title: string;
  readonly specHash: string;
}

/**
 * Merges an archive that was found whole into the lab's database. What is here already, by its content, is passed over;
 * what has an id that something else has here gets a new one. Nothing that is here is changed. The caller holds the
 * transaction.
 */
export async function mergeArchive(
  database: Database.Database,
  archive: Database.Database,
  onProgress: StoreProgress = () => {},
): Promise<Omit<ArchiveImport, 'file'>> {
  const report = { added: [], renamed: [], skipped: [], runs: 0 } as {
    [name in 'added' | 'renamed' | 'skipped']: ArchiveImport[name];
  } & { runs: number };
  const experiments = archive
    .prepare('SELECT id, title, specHash FROM experiments ORDER BY id')
    .all() as ArchivedExperiment[];
  const ids = new NewIds(database, archive, experiments);
  const shapes = new Map(tablesOf(database).map((table) => [table.name, table]));
  const total = archive.prepare('SELECT count(*) FROM runs').pluck().get() as number;
  let done = 0;
  const between = { database, archive, shapes, onRun: () => onProgress(++done / total) };
  for (const { id, title, specHash } of experiments) {
    const existing = sameContent(database, archive, id, specHash);
    if (existing !== null) {
      report.skipped.push({ title, archivedId: id, id: existing });
      for (const _run of runsOf(archive, id)) between.onRun();
    } else {
      const newId = ids.of(id);
      report[newId === id ? 'added' : 'renamed'].push({ title, archivedId: id, id: newId });
      report.runs += await copyExperiment(between, id, ids);
    }
    await setImmediate();
  }
  return report;
}

/** The experiment here that holds the same, in the list or in the trash; null without one. */
function sameContent(
  database: Database.Database,
  archive: Database.Database,
  id: string,
  specHash: string,
): string | null {
  const alike = database.prepare('SELECT id FROM experiments WHERE specHash = ? ORDER BY id').pluck().all(specHash);
  if (alike.length === 0) return null;
  const hash = contentHash(archive, id);
  return (alike as string[]).find((other) => contentHash(database, other) === hash) ?? null;
}

interface Between {
  readonly database: Database.Database;
  readonly archive: Database.Database;
  /** Of the lab's tables, by name; the archive has the same. */
  readonly shapes: ReadonlyMap<string, TableShape>;
  /** One more is here. */
  readonly onRun: () => void;
}

function runsOf(archive: Database.Database, experimentId: string): string[] {
  return archive.prepare('SELECT id FROM runs WHERE experimentId = ?').pluck().all(experimentId) as string[];
}

/** @returns how many runs it has */
async function copyExperiment(between: Between, id: string, ids: NewIds): Promise<number> {
  copyRows(between, 'sweeps', id, (row) => (ids.isHere(row['id']) ? null : ids.in(row)));
  for (const table of EXPERIMENT_TABLES) {
    copyRows(between, table, id, (row) => ids.in(table === 'runs' ? endedByExport(row) : row));
  }
  const now = new Date().toISOString();
  const runs = runsOf(between.archive, id);
  const lastAttempt = between.archive.prepare('SELECT max(number) FROM attempts WHERE runId = ?').pluck();
  for (const runId of runs) {
    const last = lastAttempt.get(runId);
    const series = new Map<unknown, number | bigint>();
    for (const table of RUN_TABLES) {
      copyRows(
        between,
        table,
        runId,
        (row) => {
          if (table === 'attempts') return ids.in(endedElsewhere(row, row['number'] === last, now));
          if (table === 'series') return { ...ids.in(row), id: null };
          return table === 'seriesChunks' ? { ...row, seriesId: series.get(row['seriesId']) } : ids.in(row);
        },
        (row, rowid) => void (table === 'series' && series.set(row['id'], rowid)),
      );
    }
    between.onRun();
    await setImmediate();
  }
  return runs.length;
}

/** No process here works on it, and imported runs never start by themselves. */
function endedByExport(row: Row): Row {
  if (row['status'] !== 'queued' && row['status'] !== 'running') return row;
  return {
    ...row,
    status: 'interrupted',
    failure: 'This run had not ended when its experiment was exported. It can be resumed.',
  };
}

/** None is under way here, and the last one ended in a way that no lab resumes by itself (`selectLeftRuns`). */
function endedElsewhere(row: Row, isLast: boolean, now: string): Row {
  const closed = { ...row, endedAt: row['endedAt'] ?? now };
  switch (row['exit']) {
    case null:
      return { ...closed, exit: 'died', message: 'This attempt was under way when its experiment was exported.' };
    case 'closed':
    case 'lost':
      return isLast ? { ...closed, exit: 'died' } : closed;
    default:
      return closed;
  }
}

function copyRows(
  { database, archive, shapes }: Between,
  table: ArchivedTable,
  id: string,
  map: (row: Row) => Row | null,
  done: (row: Row, rowid: number | bigint) => void = () => {},
): void {
  const shape = shapes.get(table);
  assert(shape !== undefined, `the schema has a table ${table}`);
  const columns = covered(shape);
  const insert = database.prepare(
    `INSERT INTO ${quoted(table)} (${quotedList(columns)}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const rows = archive.prepare(`SELECT ${quotedList(columns)} FROM ${quoted(table)} WHERE ${rowsOf(table)}`);
  for (const row of rows.iterate(id) as IterableIterator<Row>) {
    const mapped = map(row);
    if (mapped === null) continue;
    const { lastInsertRowid } = insert.run(columns.map((column) => mapped[column]));
    done(row, lastInsertRowid);
  }
}

/** The ids that archived things have here: their own, unless something else has them. */
class NewIds {
  readonly #database: Database.Database;
  readonly #ids = new Map<string, string>();
  /** Sweeps that are here, with the same spec. */
  readonly #here = new Set<string>();

  constructor(database: Database.Database, archive: Database.Database, experiments: readonly ArchivedExperiment[]) {
    this.#database = database;
    for (const { id } of experiments) {
      const runs = runsOf(archive, id);
      const taken = this.#exists('experiments', id) || runs.some((run) => this.#exists('runs', run));
      for (const old of [id, ...runs]) this.#ids.set(old, taken ? newIdentifier() : old);
    }
    const sweeps = archive.prepare('SELECT id, specHash FROM sweeps').all() as { id: string; specHash: string }[];
    for (const { id, specHash } of sweeps) {
      const here = database.prepare('SELECT specHash FROM sweeps WHERE id = ?').pluck().get(id);
      if (here === specHash) this.#here.add(id);
      this.#ids.set(id, here === undefined || here === specHash ? id : newIdentifier());
    }
  }

  of(id: string): string {
    return this.#ids.get(id) ?? id;
  }

  /** Of a sweep: true if another of its experiments brought it, or it was here. */
  isHere(id: unknown): boolean {
    if (typeof id !== 'string' || this.#here.has(id)) return true;
    this.#here.add(id);
    return false;
  }

  /** A row with every id in it as it is here. */
  in(row: Row): Row {
    const mapped = { ...row };
    for (const column of ['id', 'experimentId', 'runId', 'sweepId', 'parentRunId']) {
      const id = row[column];
      if (typeof id === 'string') mapped[column] = this.#ids.get(id) ?? id;
    }
    return mapped;
  }

  #exists(table: 'experiments' | 'runs', id: string): boolean {
    return this.#database.prepare(`SELECT 1 FROM ${table} WHERE id = ?`).get(id) !== undefined;
  }
}
