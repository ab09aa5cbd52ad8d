import { z } from 'zod';
import { DEVICE_NAMES, DEVICE_REQUESTS } from '../device/device.ts';
import { experimentSpec, runSpec, seedSpec } from '../spec/experiment.ts';
import { recoveryReport } from './recovery-report.ts';

/** The things that cross a process or socket, as the store knows them. Times are ISO 8601 in UTC, durations ms. */

export const deviceName = z.enum(DEVICE_NAMES);
export type DeviceName = z.infer<typeof deviceName>;
export const deviceRequest = z.enum(DEVICE_REQUESTS);
export type DeviceRequest = z.infer<typeof deviceRequest>;

export const runStatus = z.enum([
  'queued',
  'running',
  'paused',
  'completed',
  'diverged',
  'cancelled',
  'interrupted',
  'failed',
]);
export type RunStatus = z.infer<typeof runStatus>;

/** True once nothing more will come of the run unless somebody resumes it. */
export function isFinal(status: RunStatus): boolean {
  return status !== 'queued' && status !== 'running' && status !== 'paused';
}

/** True if the run can be put into the queue again, to go on from its last checkpoint or from its beginning. */
export function isResumable(status: RunStatus): boolean {
  return status === 'paused' || status === 'interrupted' || status === 'cancelled' || status === 'failed';
}

/** What a person may write beside an experiment or a run. */
export const NOTE_LENGTH_MAX = 20_000;
export const tag = z.string().trim().min(1).max(60);
export const annotation = z.object({
  note: z.string().max(NOTE_LENGTH_MAX),
  tags: z.array(tag).max(50),
  /** Pinned ones come first in lists. */
  pinned: z.boolean(),
});
export type Annotation = z.infer<typeof annotation>;

export const runName = z.string().trim().min(1).max(120).nullable();

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
  /** Step (from 1) whose loss was not finite, for diverged runs. */
  divergedAtStep: z.int().nullable(),
  /** Why a failed or interrupted run ended, for people. */
  failure: z.string().nullable(),
  /** Why a run ended before its last step as its spec demanded (early stop), for people. */
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

export const environmentRecord = z.object({
  appVersion: z.string(),
  /** What actually ran, as the device reports it. */
  deviceDescription: z.string(),
  /** How it came to be this device, where `auto` chose it: what was timed, and how fast it was. */
  deviceChoice: z.string().optional(),
  precision: z.enum(['float32', 'float64']),
  cpu: z.string(),
  gpu: z.string().nullable(),
  cores: z.int(),
  memoryBytes: z.number(),
  platform: z.string(),
  runtime: z.string(),
  specHash: z.string(),
});
export type EnvironmentRecord = z.infer<typeof environmentRecord>;

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
});
export type AttemptRecord = z.infer<typeof attemptRecord>;

/** A state of a run from which it can go on, or another one can branch. */
export const checkpointRecord = z.object({
  runId: z.string(),
  step: z.int(),
  createdAt: z.string(),
  /** Scores of the test set at that step, by series; none where it was not evaluated. */
  metrics: z.record(z.string(), z.number().nullable()),
  bytes: z.int(),
});
export type CheckpointRecord = z.infer<typeof checkpointRecord>;

export const experimentStatus = z.enum(['queued', 'running', 'paused', 'completed', 'cancelled', 'incomplete']);
export type ExperimentStatus = z.infer<typeof experimentStatus>;

/** One line of the list of experiments. */
export const experimentRecord = z.object({
  ...annotation.shape,
  id: z.string(),
  title: z.string(),
  dataset: z.string(),
  createdAt: z.string(),
  /** When it was put into the trash; null for all others. */
  removedAt: z.string().nullable(),
  /** The sweep that it is a point of, and the values there by path of the base spec. */
  sweepId: z.string().nullable(),
  sweepPoint: z.record(z.string(), z.json()).nullable(),
  /**
   * From its runs: running if any runs or waits beside ended ones, else paused if any is, completed if all ended by
   * themselves (diverged counts as ended).
   */
  status: experimentStatus,
  arms: z.array(z.string()),
  baseline: z.string(),
  seeds: z.array(seedSpec),
  runs: z.object({
    total: z.int(),
    completed: z.int(),
    diverged: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    interrupted: z.int(),
    running: z.int(),
    queued: z.int(),
    paused: z.int(),
  }),
  /** Share of all steps that are done, 0 to 1. */
  progress: z.number(),
});
export type ExperimentRecord = z.infer<typeof experimentRecord>;

export const experimentDetail = z.object({
  experiment: experimentRecord,
  spec: experimentSpec,
  specHash: z.string(),
  /** By arm: the base with the arm's patch applied. */
  armSpecs: z.record(z.string(), runSpec),
  runs: z.array(runRecord),
  environment: environmentRecord.nullable(),
});
export type ExperimentDetail = z.infer<typeof experimentDetail>;

/** A sweep: experiments that are points of one spec. */
export const sweepRecord = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.string(),
  spec: experimentSpec,
});
export type SweepRecord = z.infer<typeof sweepRecord>;

export const sweepDetail = z.object({
  sweep: sweepRecord,
  /** In the order of the sweep's points; those in the trash are left out. */
  experiments: z.array(z.object({ experiment: experimentRecord, runs: z.array(runRecord) })),
});
export type SweepDetail = z.infer<typeof sweepDetail>;

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

/** A curve as it is drawn (`DrawnCurve`). Columns are base64 of little-endian numbers, float64 unless told. */
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

export const recipeRecord = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  spec: experimentSpec,
});
export type RecipeRecord = z.infer<typeof recipeRecord>;

export const labInfo = z.object({
  appVersion: z.string(),
  door: z.enum(['desktop', 'host', 'cli']),
  platform: z.string(),
  cores: z.int(),
  /** Runs that execute at once. */
  jobs: z.int(),
  /** None where the lab is read-only. */
  devices: z.array(z.object({ name: deviceName, description: z.string() })),
  databaseFile: z.string(),
  /** Where the database was found damaged at this opening: what became of it. */
  recovery: recoveryReport.optional(),
  /** Where damage was found since: which, and what to do. */
  damage: z.string().optional(),
  /** True where the lab only shows what another one owns: it refuses every change. */
  readOnly: z.literal(true).optional(),
});
export type LabInfo = z.infer<typeof labInfo>;

/** What a watcher of the lab is told. A new watcher first asks for the state, then applies these. */
export const labEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('experimentChanged'), experiment: experimentRecord }),
  z.object({ kind: z.literal('experimentRemoved'), experimentId: z.string() }),
  z.object({ kind: z.literal('runChanged'), run: runRecord }),
  /** The database is not as it was written: which, and what to do. */
  z.object({ kind: z.literal('damageFound'), text: z.string() }),
  z.object({
    kind: z.literal('points'),
    experimentId: z.string(),
    runId: z.string(),
    name: z.string(),
    chunk: seriesChunk,
  }),
]);
export type LabEvent = z.infer<typeof labEvent>;
