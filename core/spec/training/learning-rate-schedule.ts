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
        interval: spanSpec.meta({ title: 'Interval', description: 'The learning rate falls after each.' }),
        factor: factor(0.1, 'The learning rate is multiplied by this each time.'),
      })
      .meta({ title: 'Step' }),
    z
      .strictObject({
        kind: z.literal('exponential'),
        interval: spanSpec.meta({
          title: 'Interval',
          description: 'In so long the rate falls smoothly by the factor.',
        }),
        factor: factor(0.5, 'What is left of the learning rate after each interval.'),
      })
      .meta({ title: 'Exponential' }),
    z
      .strictObject({
        kind: z.literal('cosine'),
        final: z.number().min(0).max(1).default(0).meta({
          title: 'Final share',
          description: 'Of the learning rate, where the half wave ends: at the run’s end.',
        }),
      })
      .meta({ title: 'Cosine' }),
  ])
  .meta({ title: 'Schedule', description: 'Constant if left out.' });

export type LearningRateScheduleSpec = z.infer<typeof learningRateScheduleSpec>;
