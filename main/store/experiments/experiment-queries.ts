import { sql, type Selectable, type Transaction } from 'kysely';
import { z } from 'zod';
import type { Annotation } from '#core/contract/annotation.ts';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import { runStatus } from '#core/contract/run-record.ts';
import { LabError, NotFoundError } from '#core/errors.ts';
import { OPEN_SHARE_MAX } from '#core/run/progress.ts';
import { experimentSpec, runSpec, seedSpec } from '#core/spec/experiment.ts';
import { annotationColumns, readAnnotation } from '../columns/annotation-columns.ts';
import { insertCheckpoint } from '../checkpoints/checkpoint-queries.ts';
import { experimentProgress, type RunTally } from './experiment-progress.ts';
import { newIdentifier } from '../columns/identifiers.ts';
import { readJson, readRecord } from '../columns/json-column.ts';
import { experimentsOfSweep, insertRuns, selectRunsOf, selectRunsOfSweep } from '../runs/run-queries.ts';
import type { NewExperiment, NewRun } from './new-experiment.ts';
import type { ExperimentWithRuns, StoredExperiment } from './stored-experiment.ts';
import type { ExperimentsTable, LabTables } from '../schema/tables.ts';

type Database = Transaction<LabTables>;

/** Of a branch, which starts from a copy of its parent's checkpoint. */
const ONLY_THE_LAST = { keepLast: 1, keepBest: null };

/** An experiment's place in a sweep. */
export interface SweepPlace {
  readonly sweepId: string;
  readonly point: Readonly<Record<string, unknown>>;
}

export async function insertExperiment(
  database: Database,
  experiment: NewExperiment,
  place: SweepPlace | null = null,
): Promise<ExperimentRecord> {
  const id = newIdentifier();
  await database
    .insertInto('experiments')
    .values({
      id,
      title: experiment.spec.title,
      datasetName: experiment.datasetName,
      baseline: experiment.baseline,
      spec: JSON.stringify(experiment.spec),
      specHash: experiment.specHash,
      createdAt: new Date().toISOString(),
      removedAt: null,
      sweepId: place?.sweepId ?? null,
      sweepPoint: place === null ? null : JSON.stringify(place.point),
    })
    .execute();
  const arms = new Map<string, NewRun>();
  for (const run of experiment.runs) if (!arms.has(run.arm)) arms.set(run.arm, run);
  const order = experiment.spec.arms.map((arm) => arm.name);
  for (const [name, run] of arms) {
    await database
      .insertInto('arms')
      .values({
        experimentId: id,
        name,
        position: order.indexOf(name),
        spec: JSON.stringify(run.spec),
        specHash: run.specHash,
        stepsPlanned: run.stepsPlanned,
      })
      .execute();
  }
  const ids = await insertRuns(database, id, experiment.runs);
  for (const [index, { parent }] of experiment.runs.entries()) {
    if (parent !== undefined) await insertCheckpoint(database, ids[index], parent.checkpoint, ONLY_THE_LAST);
  }
  return selectRecord(database, id);
}

/** Newest first. @param where the experiments in the list, or those in the trash. */
export async function selectExperiments(database: Database, where: 'list' | 'trash'): Promise<ExperimentRecord[]> {
  const rows = await database
    .selectFrom('experiments')
    .selectAll()
    .where('removedAt', where === 'list' ? 'is' : 'is not', null)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const tallies = await selectTallies(database, 'all');
  return rows.map((row) => recordOf(row, tallies.get(row.id) ?? []));
}

/** Others with the same spec, the newest first, without those in the trash. @throws NotFoundError */
export async function selectRepetitions(database: Database, id: string): Promise<ExperimentRecord[]> {
  const { specHash } = await selectRow(database, id);
  const rows = await database
    .selectFrom('experiments')
    .select('id')
    .where('specHash', '=', specHash)
    .where('id', '!=', id)
    .where('removedAt', 'is', null)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const records: ExperimentRecord[] = [];
  for (const row of rows) records.push(await selectRecord(database, row.id));
  return records;
}

/** In the order of the sweep's points, each with its runs; without those in the trash. */
export async function selectSweepExperiments(database: Database, sweepId: string): Promise<ExperimentWithRuns[]> {
  const rows = await database
    .selectFrom('experiments')
    .selectAll()
    .where('sweepId', '=', sweepId)
    .where('removedAt', 'is', null)
    // Ids rise in the order in which the points were made.
    .orderBy('id')
    .execute();
  const tallies = await selectTallies(database, { sweepId });
  const runs = await selectRunsOfSweep(database, sweepId);
  return rows.map((row) => ({
    experiment: recordOf(row, tallies.get(row.id) ?? []),
    runs: runs.get(row.id) ?? [],
  }));
}

export async function selectExperiment(database: Database, id: string): Promise<StoredExperiment> {
  const row = await selectRow(database, id);
  const arms = await database
    .selectFrom('arms')
    .select(['name', 'spec'])
    .where('experimentId', '=', id)
    .orderBy('position')
    .execute();
  // Not by assignment, which takes the name `__proto__` for something else.
  const armSpecs = Object.fromEntries(
    arms.map((arm) => [arm.name, readJson(runSpec, arm.spec, `arm "${arm.name}" of experiment ${id}`)]),
  );
  return {
    experiment: recordOf(row, (await selectTallies(database, { id })).get(id) ?? []),
    spec: readJson(experimentSpec, row.spec, `the spec of experiment ${id}`),
    specHash: row.specHash,
    armSpecs,
    runs: await selectRunsOf(database, id),
  };
}

export async function setRemoved(database: Database, id: string, removedAt: string | null): Promise<ExperimentRecord> {
  const { numUpdatedRows } = await database
    .updateTable('experiments')
    .set({ removedAt })
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new NotFoundError('experiment', id);
  return selectRecord(database, id);
}

/** Writes beside an experiment. @throws NotFoundError */
export async function annotateExperiment(
  database: Database,
  id: string,
  change: Partial<Annotation>,
): Promise<ExperimentRecord> {
  await selectRow(database, id);
  const columns = annotationColumns(change);
  if (Object.keys(columns).length > 0) {
    await database.updateTable('experiments').set(columns).where('id', '=', id).execute();
  }
  return selectRecord(database, id);
}

/** For good, with its runs and all that they left; only what is in the trash. @throws NotFoundError, LabError (CONFLICT) */
export async function deleteExperiment(database: Database, id: string): Promise<void> {
  const { title, removedAt, sweepId } = await selectRow(database, id);
  if (removedAt === null) {
    throw new LabError('CONFLICT', `The experiment "${title}" is not in the trash: move it there first.`, { id });
  }
  await database.deleteFrom('experiments').where('id', '=', id).execute();
  if (sweepId === null) return;
  const left = await database.selectFrom('experiments').select('id').where('sweepId', '=', sweepId).executeTakeFirst();
  if (left === undefined) await database.deleteFrom('sweeps').where('id', '=', sweepId).execute();
}

/** @throws NotFoundError */
export async function selectRecord(database: Database, id: string): Promise<ExperimentRecord> {
  const row = await selectRow(database, id);
  return recordOf(row, (await selectTallies(database, { id })).get(id) ?? []);
}

async function selectRow(database: Database, id: string): Promise<Selectable<ExperimentsTable>> {
  const row = await database.selectFrom('experiments').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new NotFoundError('experiment', id);
  return row;
}

/** Runs by experiment and status, with the sum of their shares. */
async function selectTallies(
  database: Database,
  which: 'all' | { readonly id: string } | { readonly sweepId: string },
): Promise<Map<string, RunTally[]>> {
  const planned = sql<number>`coalesce(runs.stepsTotal, arms.stepsPlanned)`;
  const rows = await database
    .selectFrom('runs')
    .innerJoin('arms', (join) =>
      join.onRef('arms.experimentId', '=', 'runs.experimentId').onRef('arms.name', '=', 'runs.arm'),
    )
    .select(['runs.experimentId', 'runs.status'])
    .select((by) => by.fn.countAll<number>().as('runs'))
    // Nothing is known of a run whose number of steps is 0 as yet; the quotient is then null.
    .select(
      sql<number>`sum(coalesce(min(1.0 * runs.steps / nullif(${planned}, 0), ${OPEN_SHARE_MAX}), 0))`.as('shares'),
    )
    .where((by) => {
      if (which === 'all') return by.lit(true);
      if ('id' in which) return by('runs.experimentId', '=', which.id);
      return by('runs.experimentId', 'in', experimentsOfSweep(database, which.sweepId));
    })
    .groupBy(['runs.experimentId', 'runs.status'])
    .execute();
  const tallies = new Map<string, RunTally[]>();
  for (const row of rows) {
    const tally = readRecord(runTally, row, `the runs of experiment ${row.experimentId}`);
    tallies.set(row.experimentId, [...(tallies.get(row.experimentId) ?? []), tally]);
  }
  return tallies;
}

const runTally: z.ZodType<RunTally> = z.object({
  status: runStatus,
  runs: z.int(),
  shares: z.number(),
});

/** What a record needs of the spec. The rest is checked where it is used; checking it here would slow the list down. */
const listedSpec = z.object({ arms: z.array(z.object({ name: z.string() })), seeds: z.array(seedSpec) });

const sweepPointColumn = z.record(z.string(), z.json());

/** Its columns hold text, by their types; json is checked here. All else of a record is computed. */
function recordOf(row: Selectable<ExperimentsTable>, tallies: readonly RunTally[]): ExperimentRecord {
  const where = `experiment ${row.id}`;
  const spec = readJson(listedSpec, row.spec, `the spec of ${where}`);
  return {
    id: row.id,
    title: row.title,
    dataset: row.datasetName,
    createdAt: row.createdAt,
    removedAt: row.removedAt,
    sweepId: row.sweepId,
    sweepPoint: row.sweepPoint === null ? null : readJson(sweepPointColumn, row.sweepPoint, where),
    ...readAnnotation(row, where),
    arms: spec.arms.map((arm) => arm.name),
    baseline: row.baseline,
    seeds: spec.seeds,
    ...experimentProgress(tallies),
  };
}
