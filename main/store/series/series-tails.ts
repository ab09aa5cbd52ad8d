import { CompiledQuery, type Transaction } from 'kysely';
import { lastStepOf, type SeriesChunk } from '#core/series/series-chunk.ts';
import { fromBlob } from '../columns/float32-blob.ts';
import { CHUNK_VALUES_MAX, WIDE, WIDE_CHUNK_VALUES_MAX } from './series-chunks.ts';
import type { LabTables } from '../schema/tables.ts';

/** Where a stored series ends. */
export interface SeriesTail {
  readonly seriesId: number;
  /** Null while it has no points. */
  readonly lastStep: number | null;
  /** The last chunk, where it is short enough to be extended. */
  readonly chunk: SeriesChunk | null;
  /** Row of the last chunk. */
  readonly chunkId: number | null;
}

/**
 * The last chunk of each series asked for; its values only where it may still be extended. Written by hand, because it
 * runs for every batch of every run: with kysely's builder, building the text takes longer than SQLite takes to answer.
 */
const SELECT_TAILS = `
  SELECT series.name, series.id AS seriesId, chunk.rowid AS chunkId,
         chunk.firstStep, chunk.stride, chunk.width, chunk.points,
         CASE WHEN (chunk.points + 1) * chunk.width <=
           iif(chunk.width < ${WIDE}, ${CHUNK_VALUES_MAX}, ${WIDE_CHUNK_VALUES_MAX}) THEN chunk.data END AS data
  FROM json_each(?) AS asked
  CROSS JOIN series ON series.runId = ? AND series.name = asked.value
  LEFT JOIN seriesChunks AS chunk ON chunk.rowid =
    (SELECT rowid FROM seriesChunks WHERE seriesId = series.id ORDER BY firstStep DESC LIMIT 1)`;

type TailRow = { readonly name: string; readonly seriesId: number } & (
  | { readonly chunkId: null }
  | {
      readonly chunkId: number;
      readonly firstStep: number;
      readonly stride: number;
      readonly width: number;
      readonly points: number;
      readonly data: Buffer | null;
    }
);

/** By name; series that the run does not have yet are left out. */
export async function selectTails(
  database: Transaction<LabTables>,
  runId: string,
  names: readonly string[],
): Promise<Map<string, SeriesTail>> {
  const { rows } = await database.executeQuery<TailRow>(
    CompiledQuery.raw(SELECT_TAILS, [JSON.stringify(names), runId]) as CompiledQuery<TailRow>,
  );
  return new Map(rows.map((row) => [row.name, tailOf(row)]));
}

function tailOf(row: TailRow): SeriesTail {
  const { name, seriesId, chunkId } = row;
  if (chunkId === null) return { seriesId, lastStep: null, chunk: null, chunkId };
  const { firstStep, stride, width, data } = row;
  return {
    seriesId,
    lastStep: lastStepOf(row),
    chunk: data === null ? null : { series: name, firstStep, stride, width, values: fromBlob(data) },
    chunkId,
  };
}
