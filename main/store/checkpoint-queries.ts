import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import { checkpointRecord, type CheckpointRecord } from '#core/contract/records.ts';
import { NotFoundError } from '#core/errors.ts';
import { readJson, readRecord } from './json-column.ts';
import { requireRun } from './run-queries.ts';
import { isBetter } from './scalar-order.ts';
import type { CheckpointRetention, NewCheckpoint, StoredCheckpoint } from './store.ts';
import type { LabTables } from './tables.ts';

type Database = Transaction<LabTables>;

const metricsColumn = z.record(z.string(), z.number().nullable());

/** Keeps a state of a run, and of the older ones only those that the retention asks for. */
export async function insertCheckpoint(
  database: Database,
  runId: string,
  checkpoint: NewCheckpoint,
  retention: CheckpointRetention,
): Promise<void> {
  const { step, metrics, bytes } = checkpoint;
  const row = {
    createdAt: new Date().toISOString(),
    metrics: JSON.stringify(metrics),
    sha256: sha256(bytes),
    data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
  await database
    .insertInto('checkpoints')
    .values({ runId, step, ...row })
    .onConflict((conflict) => conflict.columns(['runId', 'step']).doUpdateSet(row))
    .execute();
  await pruneCheckpoints(database, runId, retention);
}

/** Without their data, oldest first. */
export async function selectCheckpoints(database: Database, runId: string): Promise<CheckpointRecord[]> {
  await requireRun(database, runId);
  const rows = await database
    .selectFrom('checkpoints')
    .select(['runId', 'step', 'createdAt', 'metrics', sql<number>`length(data)`.as('bytes')])
    .where('runId', '=', runId)
    .orderBy('step')
    .execute();
  return rows.map((row) => {
    const where = `the checkpoint of run ${runId} at step ${row.step}`;
    return readRecord(checkpointRecord, { ...row, metrics: readJson(metricsColumn, row.metrics, where) }, where);
  });
}

/**
 * The newest checkpoint at or before a step whose bytes are whole; those that are not are passed over, and named.
 * @param exactly whether only the one at that very step will do
 */
export async function selectCheckpoint(
  database: Database,
  runId: string,
  step: number | null,
  exactly: boolean,
): Promise<StoredCheckpoint> {
  await requireRun(database, runId);
  const rows = await database
    .selectFrom('checkpoints')
    .select(['step', 'sha256', 'data'])
    .where('runId', '=', runId)
    .$if(step !== null, (query) => query.where('step', exactly ? '=' : '<=', step ?? 0))
    .orderBy('step', 'desc')
    .execute();
  if (exactly && rows.length === 0) throw new NotFoundError('checkpoint', `${runId} at step ${step}`);
  const damagedSteps: number[] = [];
  for (const row of rows) {
    if (sha256(row.data) === row.sha256) return { step: row.step, bytes: new Uint8Array(row.data), damagedSteps };
    damagedSteps.push(row.step);
  }
  return { step: 0, bytes: null, damagedSteps };
}

export async function deleteCheckpoints(database: Database, runId: string): Promise<void> {
  await database.deleteFrom('checkpoints').where('runId', '=', runId).execute();
}

async function pruneCheckpoints(
  database: Database,
  runId: string,
  { keepLast, keepBest }: CheckpointRetention,
): Promise<void> {
  const all = await selectCheckpoints(database, runId);
  const kept = new Set(all.slice(-keepLast).map(({ step }) => step));
  let best: CheckpointRecord | null = null;
  for (const checkpoint of all) {
    const value = keepBest === null ? null : (checkpoint.metrics[keepBest] ?? null);
    if (keepBest === null || value === null) continue;
    if (best === null || isBetter(keepBest, value, best.metrics[keepBest] ?? null)) best = checkpoint;
  }
  if (best !== null) kept.add(best.step);
  const dropped = all.map(({ step }) => step).filter((step) => !kept.has(step));
  if (dropped.length === 0) return;
  await database.deleteFrom('checkpoints').where('runId', '=', runId).where('step', 'in', dropped).execute();
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
