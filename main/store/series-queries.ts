import type { Transaction } from 'kysely';
import type { PointsEvent } from '#core/train/events.ts';
import { fromBlob, toBlob } from './float32-blob.ts';
import { requireRun } from './run-queries.ts';
import { CHUNK_VALUES_MAX, joinChunks } from './series-chunks.ts';
import type { StoredSeries } from './store.ts';
import type { LabTables } from './tables.ts';

type Database = Transaction<LabTables>;

/** Adds points to a run's series; the last chunk of each is extended while the new points continue it. */
export async function appendPoints(database: Database, runId: string, points: readonly PointsEvent[]): Promise<void> {
  for (const [name, pieces] of groupedBy(points, (piece) => piece.series)) {
    const seriesId = await seriesIdOf(database, runId, name);
    const last = await selectLastChunk(database, seriesId, name);
    const chunks = joinChunks(last === null ? pieces : [last, ...pieces]);
    for (const chunk of chunks) {
      if (chunk.values === last?.values) continue;
      const row = {
        stride: chunk.stride,
        points: chunk.values.length / chunk.width,
        data: toBlob(chunk.values),
      };
      if (chunk.firstStep === last?.firstStep) {
        await database
          .updateTable('seriesChunks')
          .set(row)
          .where('seriesId', '=', seriesId)
          .where('firstStep', '=', chunk.firstStep)
          .execute();
      } else {
        await database
          .insertInto('seriesChunks')
          .values({ seriesId, firstStep: chunk.firstStep, width: chunk.width, ...row })
          .execute();
      }
    }
  }
}

/** The series of the runs asked for, in the order asked for, and by name within a run. */
export async function selectSeries(
  database: Database,
  runIds: readonly string[],
  names: readonly string[] | undefined,
): Promise<StoredSeries[]> {
  const found: StoredSeries[] = [];
  for (const runId of runIds) {
    await requireRun(database, runId);
    const rows = await database
      .selectFrom('series')
      .innerJoin('seriesChunks', 'seriesChunks.seriesId', 'series.id')
      .select(['name', 'firstStep', 'stride', 'width', 'data'])
      .where('runId', '=', runId)
      .$if(names !== undefined, (query) => query.where('name', 'in', [...(names ?? [])]))
      .orderBy('name')
      .orderBy('firstStep')
      .execute();
    for (const [name, chunks] of groupedBy(rows, (row) => row.name)) {
      found.push({ runId, name, chunks: chunks.map((row) => chunkOf(name, row)) });
    }
  }
  return found;
}

async function seriesIdOf(database: Database, runId: string, name: string): Promise<number> {
  const existing = await database
    .selectFrom('series')
    .select('id')
    .where('runId', '=', runId)
    .where('name', '=', name)
    .executeTakeFirst();
  if (existing !== undefined) return existing.id;
  await requireRun(database, runId);
  const { id } = await database.insertInto('series').values({ runId, name }).returning('id').executeTakeFirstOrThrow();
  return id;
}

async function selectLastChunk(database: Database, seriesId: number, name: string): Promise<PointsEvent | null> {
  const row = await database
    .selectFrom('seriesChunks')
    .select(['firstStep', 'stride', 'width', 'points', 'data'])
    .where('seriesId', '=', seriesId)
    .orderBy('firstStep', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || row.points * row.width >= CHUNK_VALUES_MAX) return null;
  return chunkOf(name, row);
}

type ChunkRow = { firstStep: number; stride: number; width: number; data: Buffer };

function chunkOf(series: string, row: ChunkRow): PointsEvent {
  const { firstStep, stride, width, data } = row;
  return { kind: 'points', series, firstStep, stride, width, values: fromBlob(data) };
}

/** In the order in which the keys first occur. */
function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
