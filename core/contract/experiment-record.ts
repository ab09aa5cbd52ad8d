import { z } from 'zod';
import { EXPERIMENT_STATUSES } from '../run/experiment-status.ts';
import { experimentSpec, runSpec, seedSpec, type RunSpec } from '../spec/experiment.ts';
import { annotation } from './annotation.ts';
import { dataRecord, otherContent } from './data-record.ts';
import { environmentRecord } from './environment-record.ts';
import { runRecord } from './run-record.ts';

/** An experiment, as the store knows it, from its line in the list to all of its runs. Times are ISO 8601 in UTC. */

export const experimentStatus = z.enum(EXPERIMENT_STATUSES);

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
  /** Mean share of its runs that is done, 0 to 1; 1 only once all have ended. */
  progress: z.number(),
});
export type ExperimentRecord = z.infer<typeof experimentRecord>;

export const experimentDetail = z.object({
  experiment: experimentRecord,
  spec: experimentSpec,
  specHash: z.string(),
  /** Of each arm, the base with the arm's patch applied. A list, because no object takes every name as a key. */
  armSpecs: z.array(z.object({ arm: z.string(), spec: runSpec })),
  runs: z.array(runRecord),
  environment: environmentRecord.nullable(),
  /** What its runs learned from, each content once, with the runs that loaded it last. */
  data: z.array(dataRecord.extend({ runIds: z.array(z.string()) })),
  /** Experiments of the same spec, not in the trash, that learned from something else. */
  otherContents: z.array(otherContent),
});
export type ExperimentDetail = z.infer<typeof experimentDetail>;

/** The spec of one arm; undefined for a name that is none. */
export function specOfArm({ armSpecs }: Pick<ExperimentDetail, 'armSpecs'>, arm: string): RunSpec | undefined {
  return armSpecs.find((one) => one.arm === arm)?.spec;
}
