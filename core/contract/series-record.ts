import { z } from 'zod';

/** A `SeriesChunk` without its name; values are float32, little-endian, base64. */
export const chunkRecord = z.object({
  firstStep: z.int().min(0),
  stride: z.int().min(1),
  width: z.int().min(1),
  values: z.string(),
});
export type ChunkRecord = z.infer<typeof chunkRecord>;

export const runSeries = z.object({ runId: z.string(), name: z.string(), chunks: z.array(chunkRecord) });
export type RunSeries = z.infer<typeof runSeries>;
