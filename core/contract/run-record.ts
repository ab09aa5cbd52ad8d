import { z } from 'zod';
import { RUN_STATUSES } from '../run/run-status.ts';
import { seedSpec } from '../spec/experiment.ts';
import { annotation, runName } from './annotation.ts';
import { deviceName } from './device-name.ts';

/** A run, as the store knows it. Times are ISO 8601 in UTC, durations ms. */

export const runStatus = z.enum(RUN_STATUSES);

/** The last and the best value of a scalar series; best is the largest, for losses the smallest. Null if none. */
export const scalarSummary = z.object({ last: z.number().nullable(), best: z.number().nullable() });
export type ScalarSummary = z.infer<typeof scalarSummary>;

export const runRecord = z.object({
  ...annotation.shape,
  id: z.string(),
  experimentId: z.string(),
  /** What a person calls it; null: its arm and seed say it. */
  name: runName,
  arm: z.string(),
  seed: seedSpec,
  status: runStatus,
  /** The device asked for; what ran is in `environment`. */
  device: deviceName,
  /** Updates made so far, and in all (null before the run started). */
  steps: z.int(),
  stepsTotal: z.int().nullable(),
  stepsPerEpoch: z.int().nullable(),
  parameterCount: z.int().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  /** Step (from 1) whose loss was not finite or above the spec's bound, for diverged runs. */
  divergedAtStep: z.int().nullable(),
  /** Why a failed or interrupted run ended, for people. */
  failure: z.string().nullable(),
  /** Which of its spec's criteria ended a run before its last step (early stop, a bound for divergence), for people. */
  stopReason: z.string().nullable(),
  /** Of those that wait, runs of a higher priority start first, and equal ones by position, the smallest first. */
  priority: z.int(),
  queuePosition: z.number(),
  /** The run from whose state at `parentStep` this one started, with another spec; null for others. */
  parentRunId: z.string().nullable(),
  parentStep: z.int().nullable(),
  /** Of the scalar series, by name. */
  summary: z.record(z.string(), scalarSummary),
  specHash: z.string(),
});
export type RunRecord = z.infer<typeof runRecord>;
