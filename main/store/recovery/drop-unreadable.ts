import Database from 'better-sqlite3';
import { LabError } from '#core/errors.ts';
import { keepRowChecksums } from '../integrity/row-checksums.ts';
import { sqliteStore } from '../sqlite-store.ts';
import type { Store } from '../store.ts';
import type { Losses } from './losses.ts';

/**
 * Holds what was recovered against the schemas of records, by reading all of it as the lab would, and drops what does not
 * come through: one such record would spoil every list that it stands in.
 */
export async function dropUnreadable(
  file: string,
  losses: Losses,
): Promise<{ experiments: number; runs: number; losses: readonly string[] }> {
  const connection = new Database(file);
  connection.pragma('foreign_keys = ON');
  keepRowChecksums(connection);
  const store = sqliteStore(file, connection);
  try {
    for (const id of idsOf(connection, 'experiments')) {
      if (await isReadable(() => store.experiments.get(id))) continue;
      connection.prepare('DELETE FROM experiments WHERE id = ?').run(id);
      losses.experimentLost(id);
    }
    for (const id of idsOf(connection, 'sweeps')) {
      if (await isReadable(() => store.sweeps.get(id))) continue;
      connection.prepare('UPDATE experiments SET sweepId = NULL, sweepPoint = NULL WHERE sweepId = ?').run(id);
      connection.prepare('DELETE FROM sweeps WHERE id = ?').run(id);
      losses.other('A sweep could not be read; its experiments are kept.');
    }
    for (const id of idsOf(connection, 'runs')) await dropUnreadableOf(id, store, connection, losses);
    const names = await namesIn(store);
    return {
      experiments: idsOf(connection, 'experiments').length,
      runs: idsOf(connection, 'runs').length,
      losses: losses.sentences((_kind, id) => names.get(id) ?? null),
    };
  } finally {
    await store.close();
  }
}

async function dropUnreadableOf(
  runId: string,
  store: Store,
  connection: Database.Database,
  losses: Losses,
): Promise<void> {
  const drop = (table: string, what: string) => {
    connection.prepare(`DELETE FROM ${table} WHERE runId = ?`).run(runId);
    losses.runDamaged(runId, what);
  };
  if (!(await isReadable(() => store.attempts.list(runId)))) drop('attempts', 'how its attempts went is missing');
  if (!(await isReadable(() => store.checkpoints.list(runId)))) drop('checkpoints', 'its checkpoints are missing');
  if (!(await isReadable(() => store.tensors.read(runId)))) drop('tensors', 'its final values are missing');
}

/** How people know them, by id. */
async function namesIn(store: Store): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const { id, title } of [...(await store.experiments.list()), ...(await store.experiments.trash())]) {
    names.set(id, `the experiment "${title}"`);
    const { runs } = await store.experiments.get(id);
    for (const run of runs) names.set(run.id, `the run "${run.arm}", seed ${run.seed}, of "${title}"`);
  }
  return names;
}

async function isReadable(read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (thrown) {
    if (thrown instanceof LabError) return false;
    throw thrown;
  }
}

function idsOf(connection: Database.Database, table: 'experiments' | 'sweeps' | 'runs'): string[] {
  return connection.prepare(`SELECT id FROM ${table} ORDER BY id`).pluck().all() as string[];
}
