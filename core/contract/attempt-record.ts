import { z } from 'zod';
import { dataRecord } from './data-record.ts';
import { environmentRecord } from './environment-record.ts';

/** An attempt at a run. Times are ISO 8601 in UTC, durations ms. */

/** How an attempt ended: by itself, by a person, or because of a process or device that is no more. */
export const attemptExit = z.enum([
  'completed',
  'diverged',
  'stopped',
  'paused',
  'cancelled',
  'failed',
  /** Its job process died, was killed or hung. */
  'died',
  /** The lab was closed in an orderly way. */
  'closed',
  /** The lab died. */
  'lost',
  'deviceLost',
]);
export type AttemptExit = z.infer<typeof attemptExit>;

/** One process that worked on a run: from its start or a checkpoint to wherever it came. */
export const attemptRecord = z.object({
  runId: z.string(),
  /** From 1. */
  number: z.int(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  exit: attemptExit.nullable(),
  /** For people. */
  message: z.string().nullable(),
  firstStep: z.int(),
  lastStep: z.int().nullable(),
  peakMemoryBytes: z.number().nullable(),
  stepsPerSecond: z.number().nullable(),
  environment: environmentRecord.nullable(),
  /** What it learned from; null until it is loaded, and for attempts of older versions. */
  data: dataRecord.nullable(),
});
export type AttemptRecord = z.infer<typeof attemptRecord>;
