import { z } from 'zod';

/** Points of one series of one run, as in `PointsEvent`; float32 little-endian, base64. */
export const seriesChunk = z.object({
  firstStep: z.int().min(0),
  stride: z.int().min(1),
  width: z.int().min(1),
  values: z.string(),
});
export type SeriesChunk = z.infer<typeof seriesChunk>;

export const runSeries = z.object({ runId: z.string(), name: z.string(), chunks: z.array(seriesChunk) });
export type RunSeries = z.infer<typeof runSeries>;
