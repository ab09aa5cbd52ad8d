import type { Transaction } from 'kysely';
import { sweepRecord, type SweepRecord } from '#core/contract/records.ts';
import { NotFoundError } from '#core/errors.ts';
import { experimentSpec } from '#core/spec/experiment.ts';
import { insertExperiment } from './experiment-queries.ts';
import { newIdentifier } from './identifiers.ts';
import { readJson, readRecord } from './json-column.ts';
import type { NewSweep, StoredSweep } from './store.ts';
import type { LabTables, SweepsTable } from './tables.ts';

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

function recordOf({ id, title, createdAt, spec }: SweepsTable): SweepRecord {
  const where = `sweep ${id}`;
  return readRecord(sweepRecord, { id, title, createdAt, spec: readJson(experimentSpec, spec, where) }, where);
}
