import type { SeriesChunk } from '#core/series/series-chunk.ts';

export interface StoredSeries {
  readonly runId: string;
  readonly name: string;
  readonly chunks: readonly SeriesChunk[];
}
