import type { Transaction } from 'kysely';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import { sweepRecord, type SweepRecord } from '#core/contract/sweep-record.ts';
import { NotFoundError } from '#core/errors.ts';
import { experimentSpec } from '#core/spec/experiment.ts';
import { insertExperiment, setRemoved } from './experiment-queries.ts';
import { newIdentifier } from '../columns/identifiers.ts';
import { readJson, readRecord } from '../columns/json-column.ts';
import type { NewSweep } from './new-experiment.ts';
import type { StoredSweep } from './stored-experiment.ts';
import type { LabTables, SweepsTable } from '../schema/tables.ts';

type Database = Transaction<LabTables>;

/** The sweep with all its experiments and their runs. */
export async function insertSweep(database: Database, sweep: NewSweep): Promise<StoredSweep> {
  const id = newIdentifier();
  await database
    .insertInto('sweeps')
    .values({
      id,
      title: sweep.spec.title,
      spec: JSON.stringify(sweep.spec),
      specHash: sweep.specHash,
      createdAt: new Date().toISOString(),
    })
    .execute();
  const experiments = [];
  for (const { point, experiment } of sweep.points) {
    experiments.push(await insertExperiment(database, experiment, { sweepId: id, point }));
  }
  return { sweep: await selectSweep(database, id), experiments };
}

/** Newest first. */
export async function selectSweeps(database: Database): Promise<SweepRecord[]> {
  const rows = await database.selectFrom('sweeps').selectAll().orderBy('id', 'desc').execute();
  return rows.map(recordOf);
}

/** @throws NotFoundError */
export async function selectSweep(database: Database, id: string): Promise<SweepRecord> {
  const row = await database.selectFrom('sweeps').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new NotFoundError('sweep', id);
  return recordOf(row);
}

/** All of its experiments that are in the list go into the trash, with one moment of removal. */
export async function removeSweep(database: Database, id: string): Promise<ExperimentRecord[]> {
  await selectSweep(database, id);
  const listed = await database
    .selectFrom('experiments')
    .select('id')
    .where('sweepId', '=', id)
    .where('removedAt', 'is', null)
    .orderBy('id')
    .execute();
  return setRemovedAll(database, listed, new Date().toISOString());
}

/**
 * Those that went into the trash at one moment come back; what was removed at another stays there.
 * @param removedAt default: the latest such moment
 */
export async function restoreSweep(database: Database, id: string, removedAt?: string): Promise<ExperimentRecord[]> {
  await selectSweep(database, id);
  const trashed = database.selectFrom('experiments').where('sweepId', '=', id).where('removedAt', 'is not', null);
  const last = await trashed.select('removedAt').orderBy('removedAt', 'desc').executeTakeFirst();
  const moment = removedAt ?? last?.removedAt ?? null;
  const experiments = await trashed.select('id').where('removedAt', '=', moment).orderBy('id').execute();
  return setRemovedAll(database, experiments, null);
}

async function setRemovedAll(
  database: Database,
  experiments: readonly { readonly id: string }[],
  removedAt: string | null,
): Promise<ExperimentRecord[]> {
  const records: ExperimentRecord[] = [];
  for (const { id } of experiments) records.push(await setRemoved(database, id, removedAt));
  return records;
}

function recordOf({ id, title, createdAt, spec }: SweepsTable): SweepRecord {
  const where = `sweep ${id}`;
  return readRecord(sweepRecord, { id, title, createdAt, spec: readJson(experimentSpec, spec, where) }, where);
}
