import { z } from 'zod';

/** A curve as it is drawn (`DrawnCurve`). Columns are base64 of little-endian numbers, float64 unless noted. */
export const curveRecord = z.object({
  /** Points that it has in the range asked for. */
  points: z.int(),
  /** Those with points at all. */
  runs: z.int(),
  /** Ascending. */
  steps: z.string(),
  mean: z.string(),
  /** Null for a curve of one run: its `sd` is nowhere a number, its `n` (int32) 1 everywhere. */
  spread: z.object({ sd: z.string(), n: z.string() }).nullable(),
  /** In the order of the runs asked for. */
  extents: z.array(z.object({ largest: z.number().nullable(), last: z.number().nullable() })),
});
export type CurveRecord = z.infer<typeof curveRecord>;

/** Points that a drawn curve has at most, unless others are asked for. */
export const CURVE_POINTS_MAX = 2_000;

/** A curve that is asked for: a scalar series of one run, or the mean of several runs'. */
export const curveRequest = z.object({
  runIds: z.array(z.string()).min(1),
  name: z.string(),
  /** Steps whose mean is one point; 1 for every step. */
  window: z.int().min(1).default(1),
  /** Both ends belong to the range; without them, from the first and to the last step. */
  fromStep: z.number().optional(),
  toStep: z.number().optional(),
});
export type CurveRequest = z.infer<typeof curveRequest>;
