import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import { checkpointRecord, type CheckpointRecord } from '#core/contract/checkpoint-record.ts';
import { NotFoundError } from '#core/errors.ts';
import { improves } from '#core/spec/training/metric.ts';
import { checksummed } from '../integrity/row-checksums.ts';
import { readJson, readRecord } from '../columns/json-column.ts';
import { requireRun } from '../runs/run-queries.ts';
import type { CheckpointRetention, NewCheckpoint, StoredCheckpoint } from './stored-checkpoint.ts';
import type { LabTables } from '../schema/tables.ts';

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
  const row = checksummed('checkpoints', {
    runId,
    step,
    createdAt: new Date().toISOString(),
    metrics: JSON.stringify(metrics),
    sha256: sha256(bytes),
    data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  });
  await database
    .insertInto('checkpoints')
    .values(row)
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
 * The newest checkpoint whose bytes are whole, or the one at a step; those that are not whole are passed over, and named.
 * @throws NotFoundError if there is none at that step
 */
export async function selectCheckpoint(
  database: Database,
  runId: string,
  step: number | null = null,
): Promise<StoredCheckpoint> {
  const kept = (await selectCheckpoints(database, runId)).map((checkpoint) => checkpoint.step);
  if (step !== null && !kept.includes(step)) throw new NotFoundError('checkpoint', `${runId} at step ${step}`);
  const damagedSteps: number[] = [];
  // One at a time: all of them together may be more than memory holds.
  for (const candidate of step === null ? kept.reverse() : [step]) {
    const row = await database
      .selectFrom('checkpoints')
      .select(['sha256', 'data'])
      .where('runId', '=', runId)
      .where('step', '=', candidate)
      .executeTakeFirstOrThrow();
    if (sha256(row.data) === row.sha256) return { step: candidate, bytes: new Uint8Array(row.data), damagedSteps };
    damagedSteps.push(candidate);
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
    if (improves(keepBest, value, best?.metrics[keepBest] ?? null)) best = checkpoint;
  }
  if (best !== null) kept.add(best.step);
  const dropped = all.map(({ step }) => step).filter((step) => !kept.has(step));
  if (dropped.length === 0) return;
  await database.deleteFrom('checkpoints').where('runId', '=', runId).where('step', 'in', dropped).execute();
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
