import { z } from 'zod';
import { runRecord } from './run-record.ts';

/** What is asked of the queue of runs, and what it tells. */

/** Whose runs are meant. */
export const runScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), runId: z.string() }),
  z.object({ kind: z.literal('experiment'), experimentId: z.string() }),
  z.object({ kind: z.literal('sweep'), sweepId: z.string() }),
  z.object({ kind: z.literal('all') }),
]);
export type RunScope = z.infer<typeof runScope>;

/** Where runs that wait are moved to. */
export const queuePlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('first') }),
  z.object({ kind: z.literal('last') }),
  z.object({ kind: z.literal('before'), runId: z.string() }),
]);
export type QueuePlace = z.infer<typeof queuePlace>;

export const PRIORITY_MAX = 1_000;

/** Higher priorities start first. Default: 0. */
export const priority = z.int().min(-PRIORITY_MAX).max(PRIORITY_MAX);

export const queueState = z.object({
  running: z.array(runRecord),
  /** In the order in which they start. */
  waiting: z.array(runRecord),
  /** By a person, until one resumes them. */
  paused: z.array(runRecord),
  /** Their process, their device or the lab was lost; they can be resumed. */
  interrupted: z.array(runRecord),
});
export type QueueState = z.infer<typeof queueState>;
