import { CompiledQuery, sql, type Transaction } from 'kysely';
import { StoreError } from '#core/errors.ts';
import { chunksAbove, lastStepOf, pointCount, spanOf, type SeriesChunk } from '#core/series/series-chunk.ts';
import type { StepRange } from '#core/series/step-range.ts';
import { fromBlob, toBlob } from '../columns/float32-blob.ts';
import { groupedBy } from '../columns/grouped-by.ts';
import { rowChecksum } from '../integrity/row-checksums.ts';
import { requireRun } from '../runs/run-queries.ts';
import { fillChunks } from './series-chunks.ts';
import { selectTails, type SeriesTail } from './series-tails.ts';
import type { StoredSeries } from './stored-series.ts';
import type { LabTables } from '../schema/tables.ts';

type Database = Transaction<LabTables>;

/** Written by hand, as they run for every batch of every run (see `series-tails.ts`), and with the row's checksum. */
const INSERT_CHUNK = `
  INSERT INTO seriesChunks (seriesId, firstStep, stride, width, points, data, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)`;
const EXTEND_CHUNK = `
  UPDATE seriesChunks SET stride = ?, points = ?, data = ?, checksum = ? WHERE rowid = ?`;

/**
 * Adds points to a run's series; the last chunk of each is extended while the new points continue it. Points at steps up
 * to a series' last one are there already and are left out: a resumed run reports them again.
 *
 * @returns the points that were added
 * @throws StoreError if the points of one series do not rise in step; NotFoundError if there is no such run
 */
export async function appendPoints(
  database: Database,
  runId: string,
  points: readonly SeriesChunk[],
): Promise<SeriesChunk[]> {
  const groups = groupedBy(points, (piece) => piece.series);
  if (groups.size === 0) return [];
  const added: SeriesChunk[] = [];
  const tails = await selectTails(database, runId, [...groups.keys()]);
  for (const [name, pieces] of groups) {
    requireRising(runId, pieces);
    const fresh = chunksAbove(pieces, tails.get(name)?.lastStep ?? -Infinity);
    if (fresh.length === 0) continue;
    await appendToSeries(database, tails.get(name) ?? (await insertSeries(database, runId, name)), fresh);
    added.push(...fresh);
  }
  return added;
}

/** The series of the runs asked for, in the order asked for, and by name within a run. */
export async function selectSeries(
  database: Database,
  runIds: readonly string[],
  names?: readonly string[],
  range?: StepRange,
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
      .$if(range !== undefined, (query) =>
        query
          .where('firstStep', '<=', range?.to ?? Infinity)
          .where(sql<number>`firstStep + (points - 1) * stride`, '>=', range?.from ?? -Infinity),
      )
      .orderBy('name')
      .orderBy('firstStep')
      .execute();
    for (const [name, chunks] of groupedBy(rows, (row) => row.name)) {
      found.push({ runId, name, chunks: chunks.map((row) => chunkOf(name, row)) });
    }
  }
  return found;
}

async function insertSeries(database: Database, runId: string, name: string): Promise<SeriesTail> {
  await requireRun(database, runId);
  const { id } = await database.insertInto('series').values({ runId, name }).returning('id').executeTakeFirstOrThrow();
  return { seriesId: id, lastStep: null, chunk: null, chunkId: null };
}

async function appendToSeries(database: Database, tail: SeriesTail, pieces: readonly SeriesChunk[]): Promise<void> {
  for (const chunk of fillChunks(tail.chunk === null ? pieces : [tail.chunk, ...pieces])) {
    const { firstStep, stride, width, values } = chunk;
    const isTail = firstStep === tail.chunk?.firstStep;
    if (isTail && values.length === tail.chunk?.values.length) continue;
    const [points, data] = [pointCount(chunk), toBlob(values)];
    // Over the columns in the order of the table.
    const checksum = rowChecksum('seriesChunks', [tail.seriesId, firstStep, stride, width, points, data]);
    const query = isTail
      ? CompiledQuery.raw(EXTEND_CHUNK, [stride, points, data, checksum, tail.chunkId])
      : CompiledQuery.raw(INSERT_CHUNK, [tail.seriesId, firstStep, stride, width, points, data, checksum]);
    await database.executeQuery(query);
  }
}

/** If a batch contains a step twice, nothing says which value is right. */
function requireRising(runId: string, pieces: readonly SeriesChunk[]): void {
  for (let index = 1; index < pieces.length; index += 1) {
    const [last, { series, firstStep }] = [lastStepOf(spanOf(pieces[index - 1])), pieces[index]];
    if (firstStep > last) continue;
    throw new StoreError(
      `Points of "${series}" of run ${runId} are out of order: expected a step above ${last}, received ${firstStep}. A batch reports every step of a series once, in rising order.`,
      { runId, series, lastStep: last, received: firstStep },
    );
  }
}

type ChunkRow = { firstStep: number; stride: number; width: number; data: Buffer };

function chunkOf(series: string, row: ChunkRow): SeriesChunk {
  const { firstStep, stride, width, data } = row;
  return { series, firstStep, stride, width, values: fromBlob(data) };
}
