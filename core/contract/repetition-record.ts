import { z } from 'zod';
import { runStatus } from './run-record.ts';
import { seedSpec } from '../spec/experiment.ts';

/** Another experiment with the same spec, such as “Run again” makes, and how far its results are the same. */

/** One run of each, of the same arm and seed. The first of each pair is of the experiment asked about. */
export const runRepetition = z.object({
  arm: z.string(),
  seed: seedSpec,
  statuses: z.tuple([runStatus, runStatus]),
  /** Where the two first part, over all series whose steps count updates; null if they do not. */
  difference: z
    .object({
      series: z.string(),
      step: z.int(),
      /** From 0; null for a series of one value a point. */
      channel: z.int().nullable(),
      /** Null where one has no such point. */
      values: z.tuple([z.number().nullable(), z.number().nullable()]),
    })
    .nullable(),
  /** Whether one of the two recorded more than the other, which agrees as far as it goes. */
  isCut: z.boolean(),
  /** The last step up to which all series agree; −1 if there is nothing to compare. */
  lastStep: z.int(),
  /** Values that agree. */
  values: z.int().min(0),
  /** What else is not the same, for people: `device: … against …`. */
  otherwise: z.array(z.string()),
});
export type RunRepetition = z.infer<typeof runRepetition>;
