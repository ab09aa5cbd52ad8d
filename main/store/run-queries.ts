import type { Transaction } from 'kysely';
import { z } from 'zod';
import {
  environmentRecord,
  runRecord,
  scalarSummary,
  type EnvironmentRecord,
  type RunRecord,
  type ScalarSummary,
} from '#core/contract/records.ts';
import { NotFoundError } from '#core/errors.ts';
import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import { newIdentifier } from './identifiers.ts';
import { readJson, readRecord } from './json-column.ts';
import type { NewRun, RunChange } from './store.ts';
import type { LabTables, RunsTable } from './tables.ts';

type Database = Transaction<LabTables>;

const summaries = z.record(z.string(), scalarSummary);

export async function insertRuns(database: Database, experimentId: string, runs: readonly NewRun[]): Promise<void> {
  for (const [position, run] of runs.entries()) {
    await database
      .insertInto('runs')
      .values({
        id: newIdentifier(),
        experimentId,
        arm: run.arm,
        seed: run.seed,
        position,
        status: 'queued',
        device: run.device,
        steps: 0,
        summary: '{}',
      })
      .execute();
  }
}

/** In the order in which they were planned. */
export async function selectRunsOf(database: Database, experimentId: string): Promise<RunRecord[]> {
  const rows = await selectRows(database)
    .where('runs.experimentId', '=', experimentId)
    .orderBy('runs.position')
    .execute();
  return rows.map(recordOf);
}

export async function selectRun(database: Database, id: string): Promise<RunRecord> {
  const row = await selectRows(database).where('runs.id', '=', id).executeTakeFirst();
  if (row === undefined) throw new NotFoundError('run', id);
  return recordOf(row);
}

/** @throws NotFoundError */
export async function requireRun(database: Database, id: string): Promise<void> {
  const row = await database.selectFrom('runs').select('id').where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new NotFoundError('run', id);
}

export async function selectRunSpec(database: Database, id: string): Promise<RunSpec> {
  const row = await database
    .selectFrom('runs')
    .innerJoin('arms', (join) =>
      join.onRef('arms.experimentId', '=', 'runs.experimentId').onRef('arms.name', '=', 'runs.arm'),
    )
    .select('arms.spec')
    .where('runs.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new NotFoundError('run', id);
  return readJson(runSpec, row.spec, `the spec of run ${id}`);
}

export async function updateRun(database: Database, id: string, change: RunChange): Promise<RunRecord> {
  if (Object.keys(change).length > 0) {
    await database.updateTable('runs').set(change).where('id', '=', id).execute();
  }
  return selectRun(database, id);
}

export async function updateProgress(
  database: Database,
  id: string,
  steps: number,
  summary: Record<string, ScalarSummary>,
): Promise<void> {
  const { numUpdatedRows } = await database
    .updateTable('runs')
    .set({ steps, summary: JSON.stringify(readRecord(summaries, summary, `the summary of run ${id}`)) })
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new NotFoundError('run', id);
}

/** Runs that nobody executes any more. @returns how many there were. */
export async function interruptOrphans(database: Database, endedAt: string): Promise<number> {
  const { numUpdatedRows } = await database
    .updateTable('runs')
    .set({
      status: 'interrupted',
      endedAt,
      failure: 'BatchNorm Lab ended while this run was queued or running. What it had reported is kept.',
    })
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

export async function replaceEnvironment(
  database: Database,
  runId: string,
  environment: EnvironmentRecord,
): Promise<void> {
  const record = JSON.stringify(readRecord(environmentRecord, environment, `the environment of run ${runId}`));
  await database
    .insertInto('environments')
    .values({ runId, record })
    .onConflict((conflict) => conflict.column('runId').doUpdateSet({ record }))
    .execute();
}

export async function selectEnvironment(database: Database, runId: string): Promise<EnvironmentRecord | null> {
  const row = await database.selectFrom('environments').select('record').where('runId', '=', runId).executeTakeFirst();
  return row === undefined ? null : readJson(environmentRecord, row.record, `the environment of run ${runId}`);
}

function selectRows(database: Database) {
  return database
    .selectFrom('runs')
    .innerJoin('arms', (join) =>
      join.onRef('arms.experimentId', '=', 'runs.experimentId').onRef('arms.name', '=', 'runs.arm'),
    )
    .selectAll('runs')
    .select('arms.specHash');
}

function recordOf(row: RunsTable & { specHash: string }): RunRecord {
  const { position: _position, summary, ...rest } = row;
  const where = `run ${row.id}`;
  return readRecord(runRecord, { ...rest, summary: readJson(summaries, summary, where) }, where);
}
