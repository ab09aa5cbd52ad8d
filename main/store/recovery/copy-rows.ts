import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { quoted, quotedList, tablesOf, type TableShape } from '../schema/database-shape.ts';
import { covered } from '../integrity/row-checksums.ts';
import type { Losses } from './losses.ts';
import { salvageTable, type Row, type Value } from './salvage-table.ts';

/** Measured values and states to continue from: better lost than wrong. */
const DROPPED_IF_ALTERED = new Set(['seriesChunks', 'tensors', 'checkpoints']);

/** Writes what can be read of a damaged database into a new one of the same version; tells what cannot. */
export function copyRows(damaged: Database.Database, fresh: Database.Database, losses: Losses): void {
  const tables = tablesOf(fresh);
  fresh.transaction(() => {
    for (const table of tables) copyTable(damaged, fresh, table, tables, losses);
  })();
}

function copyTable(
  damaged: Database.Database,
  fresh: Database.Database,
  table: TableShape,
  tables: readonly TableShape[],
  losses: Losses,
): void {
  const columns = [...new Set([...table.key, ...covered(table)])];
  const insert = fresh.prepare(
    `INSERT INTO ${quoted(table.name)} (${quotedList(columns)}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const inserted = (row: Row) => {
    try {
      insert.run(columns.map((column) => row[column] ?? null));
      return true;
    } catch {
      // A constraint says no: of this row, not all is what it was, or what it belongs to is lost.
      return false;
    }
  };
  const tell = (row: Row, loss: Loss) => tellLoss(fresh, table.name, row, loss, losses);
  const { lost, broken } = salvageTable(damaged, table, tables, (row, altered, named) => {
    if (DROPPED_IF_ALTERED.has(table.name) && (altered || !hasItsDigest(table.name, row)))
      return tell({ ...row, ...named }, 'dropped');
    if (inserted(row)) return altered ? tell(row, 'altered') : undefined;
    if (table.name === 'experiments' && row['sweepId'] != null && inserted({ ...row, sweepId: null, sweepPoint: null }))
      return losses.experimentDamaged(String(row['id']), 'its place in a sweep is lost');
    tell({ ...row, ...named }, 'dropped');
  });
  for (const row of lost) tell(row, 'dropped');
  if (broken) losses.other(`The table ${table.name} was broken: what nothing else names of it may be missing too.`);
}

type Loss = 'dropped' | 'altered';

function tellLoss(fresh: Database.Database, table: string, row: Row, loss: Loss, losses: Losses): void {
  const text = (column: string) => (row[column] == null ? null : String(row[column]));
  const run = text('runId');
  const ofRun = (whatOfIt: string) => {
    if (run !== null) losses.runDamaged(run, whatOfIt);
    else losses.other(`A row of ${table} could not be read, nor which run it belongs to.`);
  };
  const what = (lost: string, altered: string) => (loss === 'dropped' ? lost : altered);
  switch (table) {
    case 'experiments':
      if (loss === 'dropped') losses.experimentLost(String(row['id']));
      else losses.experimentDamaged(String(row['id']), 'its record is damaged: what it says may have changed');
      return;
    case 'arms':
      losses.experimentDamaged(
        String(row['experimentId']),
        what(`its arm "${text('name')}" is lost`, `the spec of its arm "${text('name')}" may have changed`),
      );
      return;
    case 'runs':
      if (loss === 'dropped') {
        const seed = row['seed'] == null ? null : Number(row['seed']);
        losses.runLost(String(row['id']), { experimentId: text('experimentId'), arm: text('arm'), seed });
      } else losses.runDamaged(String(row['id']), 'its record is damaged: its figures may have changed');
      return;
    case 'seriesChunks': {
      const series = seriesOf(fresh, row['seriesId'] ?? null);
      if (series !== null) losses.runDamaged(series.runId, `points of ${series.name} are missing`);
      else losses.other('Points of series that are lost themselves are missing.');
      return;
    }
    case 'series':
      ofRun(what(`the series ${text('name') ?? ''} is missing`, `the name of a series may have changed`));
      return;
    case 'tensors':
      ofRun(`its final values of ${text('path') ?? 'a tensor'} are missing`);
      return;
    case 'checkpoints':
      ofRun(`its checkpoint at step ${text('step') ?? 'unknown'} is missing`);
      return;
    case 'attempts':
    case 'environments':
      ofRun(what('how an attempt went is missing', 'how an attempt went may have changed'));
      return;
    default:
      losses.other(
        `A row of ${table} (${text('key') ?? text('id') ?? 'unknown'}) ${what('could not be read', 'may have changed')}.`,
      );
  }
}

function seriesOf(fresh: Database.Database, id: Value): { runId: string; name: string } | null {
  const row = fresh.prepare('SELECT runId, name FROM series WHERE id = ?').get(id) as
    { runId: string; name: string } | undefined;
  return row ?? null;
}

function hasItsDigest(table: string, { sha256, data }: Row): boolean {
  if (table !== 'checkpoints') return true;
  return Buffer.isBuffer(data) && createHash('sha256').update(data).digest('hex') === sha256;
}
