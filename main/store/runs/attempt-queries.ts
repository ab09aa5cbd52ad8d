import type { Transaction } from 'kysely';
import { attemptRecord, type AttemptRecord } from '#core/contract/attempt-record.ts';
import { dataRecord, type DataRecord } from '#core/contract/data-record.ts';
import { environmentRecord, type EnvironmentRecord } from '#core/contract/environment-record.ts';
import { readJson, readRecord } from '../columns/json-column.ts';
import { requireRun } from './run-queries.ts';
import type { AttemptsTable, LabTables } from '../schema/tables.ts';

type Database = Transaction<LabTables>;

export type AttemptChange = Partial<
  Omit<AttemptRecord, 'runId' | 'number' | 'startedAt' | 'firstStep' | 'environment' | 'data'>
> & {
  readonly environment?: EnvironmentRecord;
  readonly data?: DataRecord;
};

/** @returns the new attempt's number, from 1. */
export async function insertAttempt(
  database: Database,
  runId: string,
  startedAt: string,
  firstStep: number,
): Promise<number> {
  await requireRun(database, runId);
  const { last } = await database
    .selectFrom('attempts')
    .select((by) => by.fn.max('number').as('last'))
    .where('runId', '=', runId)
    .executeTakeFirstOrThrow();
  const number = Number(last ?? 0) + 1;
  await database.insertInto('attempts').values({ runId, number, startedAt, firstStep }).execute();
  return number;
}

export async function updateAttempt(
  database: Database,
  runId: string,
  number: number,
  { environment, data, ...change }: AttemptChange,
): Promise<void> {
  const where = `attempt ${number} of run ${runId}`;
  const row = {
    ...change,
    ...(environment === undefined
      ? {}
      : { environment: JSON.stringify(readRecord(environmentRecord, environment, where)) }),
    ...(data === undefined ? {} : { data: JSON.stringify(readRecord(dataRecord, data, where)) }),
  };
  if (Object.keys(row).length === 0) return;
  await database
    .updateTable('attempts')
    .set(row)
    .where('runId', '=', runId)
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
}

/** In order. */
export async function selectAttempts(database: Database, runId: string): Promise<AttemptRecord[]> {
  await requireRun(database, runId);
  const rows = await database.selectFrom('attempts').selectAll().where('runId', '=', runId).orderBy('number').execute();
  return rows.map(recordOf);
}

/** Attempts that no process works on any more, because the lab that began them is gone. */
export async function closeLostAttempts(database: Database, endedAt: string): Promise<void> {
  await database.updateTable('attempts').set({ endedAt, exit: 'lost' }).where('endedAt', 'is', null).execute();
}

function recordOf({ environment, data, ...rest }: AttemptsTable): AttemptRecord {
  const where = `attempt ${rest.number} of run ${rest.runId}`;
  const read = environment === null ? null : readJson(environmentRecord, environment, where);
  return readRecord(
    attemptRecord,
    { ...rest, environment: read, data: data === null ? null : readJson(dataRecord, data, where) },
    where,
  );
}
