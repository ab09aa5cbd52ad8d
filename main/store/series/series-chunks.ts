import { mergeChunks } from '#core/series/merge-chunks.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';

/** How points that are reported in many small chunks become few rows of the database. */

/**
 * A chunk is filled up to this many values: as many as fit one page of the database (4 KiB) with all that stands beside
 * them. So a small piece costs the writing of one page, and a full chunk leaves nothing of its page unused.
 */
export const CHUNK_VALUES_MAX = 1_000;
/** Too few wide points fit into one page to fill it, so their chunks take several pages (16 KiB). */
export const WIDE_CHUNK_VALUES_MAX = 4_096;
/** The width from which points are wide. */
export const WIDE = 101;

/** The number of points of this width at which a stored chunk is full: at least one, however wide it is. */
export function chunkPointsMax(
  width: number,
  valuesMax = width < WIDE ? CHUNK_VALUES_MAX : WIDE_CHUNK_VALUES_MAX,
): number {
  return Math.max(1, Math.floor(valuesMax / width));
}

/** The chunks in order, merged and cut as they are stored. */
export function fillChunks(chunks: readonly SeriesChunk[], valuesMax?: number): SeriesChunk[] {
  return mergeChunks(chunks, (width) => chunkPointsMax(width, valuesMax));
}
