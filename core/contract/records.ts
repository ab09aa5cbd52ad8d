import { z } from 'zod';
import { DEVICE_NAMES, DEVICE_REQUESTS } from '../device/device.ts';
import { experimentSpec, runSpec, seedSpec } from '../spec/experiment.ts';

/** The things that cross a process or socket, as the store knows them. Times are ISO 8601 in UTC, durations ms. */

export const deviceName = z.enum(DEVICE_NAMES);
export type DeviceName = z.infer<typeof deviceName>;
export const deviceRequest = z.enum(DEVICE_REQUESTS);

export const runStatus = z.enum(['queued', 'running', 'completed', 'diverged', 'cancelled', 'interrupted', 'failed']);
export type RunStatus = z.infer<typeof runStatus>;

/** True once nothing more will come of the run. */
export function isFinal(status: RunStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** The last and the best value of a scalar series; best is the largest, for losses the smallest. Null if none. */
export const scalarSummary = z.object({ last: z.number().nullable(), best: z.number().nullable() });
export type ScalarSummary = z.infer<typeof scalarSummary>;

export const runRecord = z.object({
  id: z.string(),
  experimentId: z.string(),
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

export const experimentStatus = z.enum(['queued', 'running', 'completed', 'cancelled', 'incomplete']);
export type ExperimentStatus = z.infer<typeof experimentStatus>;

/** One line of the list of experiments. */
export const experimentRecord = z.object({
  id: z.string(),
  title: z.string(),
  dataset: z.string(),
  createdAt: z.string(),
  /** From its runs: running if any runs, completed if all ended by themselves (diverged counts as ended). */
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

/** Points of one series of one run, as in `PointsEvent`; float32 little-endian, base64. */
export const seriesChunk = z.object({
  firstStep: z.int(),
  stride: z.int(),
  width: z.int(),
  values: z.string(),
});
export type SeriesChunk = z.infer<typeof seriesChunk>;

export const runSeries = z.object({ runId: z.string(), name: z.string(), chunks: z.array(seriesChunk) });
export type RunSeries = z.infer<typeof runSeries>;

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
  devices: z.array(z.object({ name: deviceName, description: z.string() })),
  databaseFile: z.string(),
});
export type LabInfo = z.infer<typeof labInfo>;

/** What a watcher of the lab is told. A new watcher first asks for the state, then applies these. */
export const labEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('experimentChanged'), experiment: experimentRecord }),
  z.object({ kind: z.literal('experimentRemoved'), experimentId: z.string() }),
  z.object({ kind: z.literal('runChanged'), run: runRecord }),
  z.object({
    kind: z.literal('points'),
    experimentId: z.string(),
    runId: z.string(),
    name: z.string(),
    chunk: seriesChunk,
  }),
]);
export type LabEvent = z.infer<typeof labEvent>;
