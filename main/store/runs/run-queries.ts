import { sql, type Selectable, type Transaction } from 'kysely';
import { z } from 'zod';
import { runRecord, scalarSummary, type RunRecord, type ScalarSummary } from '#core/contract/run-record.ts';
import type { RunStatus } from '#core/run/run-status.ts';
import { NotFoundError } from '#core/errors.ts';
import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import { annotationColumns, readAnnotation } from '../columns/annotation-columns.ts';
import { groupedBy } from '../columns/grouped-by.ts';
import { newIdentifier } from '../columns/identifiers.ts';
import { readJson, readRecord } from '../columns/json-column.ts';
import type { NewRun } from '../experiments/new-experiment.ts';
import type { RunChange } from './run-change.ts';
import type { LabTables, RunsTable } from '../schema/tables.ts';

type Database = Transaction<LabTables>;

const summaries = z.record(z.string(), scalarSummary);

/** At the end of the queue. @returns their ids, in the order given */
export async function insertRuns(database: Database, experimentId: string, runs: readonly NewRun[]): Promise<string[]> {
  const ids: string[] = [];
  const end = await queueEnd(database);
  for (const [position, run] of runs.entries()) {
    const id = newIdentifier();
    await database
      .insertInto('runs')
      .values({
        id,
        experimentId,
        arm: run.arm,
        seed: run.seed,
        position,
        status: 'queued',
        device: run.device,
        steps: run.parent?.checkpoint.step ?? 0,
        summary: '{}',
        queuePosition: end + position,
        parentRunId: run.parent?.runId ?? null,
        parentStep: run.parent?.checkpoint.step ?? null,
      })
      .execute();
    ids.push(id);
  }
  return ids;
}

/** A position behind all runs that wait. */
export async function queueEnd(database: Database): Promise<number> {
  const { last } = await database
    .selectFrom('runs')
    .select((by) => by.fn.max('queuePosition').as('last'))
    .where('status', '=', 'queued')
    .executeTakeFirstOrThrow();
  return last === null ? 0 : Number(last) + 1;
}

/** In the order in which they were planned. */
export async function selectRunsOf(database: Database, experimentId: string): Promise<RunRecord[]> {
  const rows = await selectRows(database)
    .where('runs.experimentId', '=', experimentId)
    .orderBy('runs.position')
    .execute();
  return rows.map(recordOf);
}

/** By experiment, in the order in which they were planned. */
export async function selectRunsOfSweep(database: Database, sweepId: string): Promise<Map<string, RunRecord[]>> {
  const rows = await selectRows(database)
    .where('runs.experimentId', 'in', experimentsOfSweep(database, sweepId))
    .orderBy('runs.experimentId')
    .orderBy('runs.position')
    .execute();
  return groupedBy(rows.map(recordOf), (run) => run.experimentId);
}

export function experimentsOfSweep(database: Database, sweepId: string) {
  return database.selectFrom('experiments').select('id').where('sweepId', '=', sweepId);
}

export async function selectRun(database: Database, id: string): Promise<RunRecord> {
  const row = await selectRows(database).where('runs.id', '=', id).executeTakeFirst();
  if (row === undefined) throw new NotFoundError('run', id);
  return recordOf(row);
}

/** In the order of the ids; those that are not there are left out. */
export async function selectRunsByIds(database: Database, ids: readonly string[]): Promise<RunRecord[]> {
  if (ids.length === 0) return [];
  const rows = await selectRows(database).where('runs.id', 'in', ids).execute();
  const records = new Map(rows.map((row) => [row.id, recordOf(row)]));
  return ids.flatMap((id) => records.get(id) ?? []);
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
  const { note, tags, pinned, ...columns } = change;
  const row = { ...columns, ...annotationColumns({ note, tags, pinned }) };
  if (Object.keys(row).length > 0) {
    await database.updateTable('runs').set(row).where('id', '=', id).execute();
  }
  return selectRun(database, id);
}

/** In the order in which they start; without those of experiments in the trash. */
export async function selectRunsByStatus(database: Database, status: RunStatus): Promise<RunRecord[]> {
  const rows = await selectRows(database)
    .innerJoin('experiments', 'experiments.id', 'runs.experimentId')
    .where('experiments.removedAt', 'is', null)
    .where('runs.status', '=', status)
    .orderBy('runs.priority', 'desc')
    .orderBy('runs.queuePosition')
    .orderBy('runs.id')
    .execute();
  return rows.map(recordOf);
}

/** Without those of experiments in the trash. */
export async function selectRuns(database: Database): Promise<RunRecord[]> {
  const rows = await selectRows(database)
    .innerJoin('experiments', 'experiments.id', 'runs.experimentId')
    .where('experiments.removedAt', 'is', null)
    .execute();
  return rows.map(recordOf);
}

/** Runs that a closed or killed lab left unfinished, oldest first. */
export async function selectLeftRuns(database: Database): Promise<RunRecord[]> {
  const lastAttempts = database
    .selectFrom('attempts')
    .select(['runId', 'exit', sql<number>`max(number)`.as('number')])
    .groupBy('runId')
    .as('last');
  const rows = await selectRows(database)
    .innerJoin('experiments', 'experiments.id', 'runs.experimentId')
    .innerJoin(lastAttempts, 'last.runId', 'runs.id')
    .where('experiments.removedAt', 'is', null)
    .where('runs.status', '=', 'interrupted')
    .where('last.exit', 'in', ['closed', 'lost'])
    .orderBy('runs.id')
    .execute();
  return rows.map(recordOf);
}

export async function updateProgress(
  database: Database,
  id: string,
  steps: number,
  summary: Readonly<Record<string, ScalarSummary>>,
): Promise<void> {
  const { numUpdatedRows } = await database
    .updateTable('runs')
    .set({ steps, summary: JSON.stringify(readRecord(summaries, summary, `the summary of run ${id}`)) })
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new NotFoundError('run', id);
}

/** Marks runs that no process executes any more; waiting runs keep waiting. @returns how many there were. */
export async function interruptRunning(database: Database, endedAt: string): Promise<number> {
  const { numUpdatedRows } = await database
    .updateTable('runs')
    .set({
      status: 'interrupted',
      endedAt,
      failure: 'BatchNorm Lab ended while this run was running. What it had reported is kept; it can be resumed.',
    })
    .where('status', '=', 'running')
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
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

function recordOf(row: Selectable<RunsTable> & { specHash: string }): RunRecord {
  const { position: _position, summary, ...rest } = row;
  const where = `run ${row.id}`;
  const read = { ...readAnnotation(row, where), summary: readJson(summaries, summary, where) };
  return readRecord(runRecord, { ...rest, ...read }, where);
}
