import { z } from 'zod';
import { experimentSpec } from '../spec/experiment.ts';
import { experimentRecord } from './experiment-record.ts';
import { runRecord } from './run-record.ts';

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
