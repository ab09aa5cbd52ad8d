import { z } from 'zod';
import { spanSpec } from './span.ts';

const factor = (fallback: number, description: string) =>
  z.number().gt(0).max(1).default(fallback).meta({ title: 'Factor', description });

/** How the learning rate changes from step to step; the formulas are PyTorch's, with steps where it has epochs. */
export const learningRateScheduleSpec = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('constant') }).meta({ title: 'Constant' }),
    z
      .strictObject({
        kind: z.literal('step'),
        interval: spanSpec.meta({ title: 'Interval', description: 'The learning rate drops after each interval.' }),
        factor: factor(0.1, 'Factor by which the learning rate is multiplied at each drop.'),
      })
      .meta({ title: 'Step' }),
    z
      .strictObject({
        kind: z.literal('exponential'),
        interval: spanSpec.meta({
          title: 'Interval',
          description: 'Time over which the learning rate falls smoothly by the factor.',
        }),
        factor: factor(0.5, 'Share of the learning rate that remains after each interval.'),
      })
      .meta({ title: 'Exponential' }),
    z
      .strictObject({
        kind: z.literal('cosine'),
        final: z.number().min(0).max(1).default(0).meta({
          title: 'Final share',
          description: 'Share of the learning rate that remains at the end of the run, where the half-cosine ends.',
        }),
      })
      .meta({ title: 'Cosine' }),
  ])
  .meta({ title: 'Schedule', description: 'Default: constant.' });

export type LearningRateScheduleSpec = z.infer<typeof learningRateScheduleSpec>;
