import { z } from 'zod';
import { DEVICE_NAMES } from '../device/device.ts';
import { dataNote } from './data-record.ts';

/** What an experiment will take, found out without training: memory and work from the op plan, time from real steps. */

export const memoryFigures = z.object({
  /** On the device in its own layout, padding and work memory included. */
  totalBytes: z.number(),
  /** Learned numbers with their gradients and the optimizer's moments. */
  parameterBytes: z.number(),
  statisticBytes: z.number(),
  /** Activations and their gradients: what lives within one step. */
  scratchBytes: z.number(),
  /** Examples and labels of both splits. */
  dataBytes: z.number(),
  /** The most that the device can address; null where the machine or its adapter sets the limit. */
  limitBytes: z.number().nullable(),
  /** What the job's process holds beside the device: the data set as it was read, and the initial values. */
  hostBytes: z.number(),
  /** The peak of the job's process, as attempts record it. A GPU's own memory is not part of it. */
  processBytes: z.number(),
});

/** One arm's runs; points of a sweep that need different resources are listed separately. */
export const armPlan = z.object({
  arm: z.string(),
  /** The sweep's points that this is true of, in words; empty without a sweep. */
  points: z.array(z.string()),
  parameterCount: z.int(),
  /** Running means and variances, in numbers. */
  statisticCount: z.int(),
  memory: memoryFigures,
  /** Of one training step: forward, backward and update. A multiply-add counts as two. */
  flopsPerStep: z.number(),
  /** Read and written by one step's ops, if nothing stays in a cache. */
  bytesPerStep: z.number(),
  steps: z.int(),
  evaluations: z.int(),
  evaluationBatches: z.int(),
  /** Measured; null where nothing was timed. */
  msPerStep: z.number().nullable(),
  /** Steps and evaluations of one run, without reading the data set; null where nothing was timed. */
  durationMs: z.number().nullable(),
});
export type ArmPlan = z.infer<typeof armPlan>;

export const experimentPlan = z.object({
  device: z.enum(DEVICE_NAMES),
  /** How it came to be this device, where `auto` chose it. */
  deviceChoice: z.string().nullable(),
  arms: z.array(armPlan).min(1),
  /** Of the sweep; 1 without one. */
  points: z.int(),
  /** Points × arms × seeds. */
  runs: z.int(),
  /** Runs that execute at once. */
  jobs: z.int(),
  /** What as many of the largest runs as execute at once take of the machine's memory. */
  peakBytes: z.number(),
  machineBytes: z.number(),
  /** All runs, `jobs` at once; null where nothing was timed. */
  durationMs: z.number().nullable(),
  /** What a person should know of the data sets, as far as they were read, warnings first. */
  dataNotes: z.array(dataNote),
  estimate: z.discriminatedUnion('kind', [
    /** From a few real steps and evaluation batches of each arm on the device. */
    z.object({ kind: z.literal('timedSteps'), device: z.string() }),
    z.object({ kind: z.literal('none'), reason: z.string() }),
  ]),
});
export type ExperimentPlan = z.infer<typeof experimentPlan>;
