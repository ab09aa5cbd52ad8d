import type { Transaction } from 'kysely';
import { dataRecord, type DataRecord, type OtherContent } from '#core/contract/data-record.ts';
import { readJson } from '../columns/json-column.ts';
import type { LabTables } from '../schema/tables.ts';

type Database = Transaction<LabTables>;

/** What a run's last attempt that loaded its data set learned from; null if none has, or an older version ran it. */
export async function selectLoadedData(database: Database, runId: string): Promise<DataRecord | null> {
  const row = await database
    .selectFrom('attempts')
    .select(['data', 'number'])
    .where('runId', '=', runId)
    .where('data', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined || row.data === null
    ? null
    : readJson(dataRecord, row.data, `attempt ${row.number} of run ${runId}`);
}

/** The same of each run of an experiment, by the run's id; runs that loaded nothing yet are left out. */
export async function selectExperimentData(
  database: Database,
  experimentId: string,
): Promise<ReadonlyMap<string, DataRecord>> {
  const rows = await database
    .selectFrom('attempts')
    .innerJoin('runs', 'runs.id', 'attempts.runId')
    .select(['attempts.runId', 'attempts.number', 'attempts.data'])
    .where('runs.experimentId', '=', experimentId)
    .where('attempts.data', 'is not', null)
    .orderBy('attempts.number')
    .execute();
  return new Map(
    rows.flatMap(({ runId, number, data }) =>
      data === null ? [] : [[runId, readJson(dataRecord, data, `attempt ${number} of run ${runId}`)] as const],
    ),
  );
}

/**
 * Contents that other experiments with the same spec learned from, but this one did not, the newest first: each
 * experiment and content once. Those in the trash are left out.
 */
export async function selectOtherContents(database: Database, experimentId: string): Promise<OtherContent[]> {
  const own = new Set([...(await selectExperimentData(database, experimentId)).values()].map(({ sha256 }) => sha256));
  if (own.size === 0) return [];
  const twins = await database
    .selectFrom('experiments')
    .innerJoin('experiments as twin', 'twin.specHash', 'experiments.specHash')
    .select(['twin.id', 'twin.title', 'twin.createdAt'])
    .where('experiments.id', '=', experimentId)
    .where('twin.id', '!=', experimentId)
    .where('twin.removedAt', 'is', null)
    .orderBy('twin.createdAt', 'desc')
    .execute();
  const others: OtherContent[] = [];
  for (const { id, title, createdAt } of twins) {
    const contents = new Map<string, DataRecord>();
    for (const data of (await selectExperimentData(database, id)).values()) contents.set(data.sha256, data);
    for (const data of contents.values()) {
      if (!own.has(data.sha256)) others.push({ experimentId: id, title, createdAt, data });
    }
  }
  return others;
}
