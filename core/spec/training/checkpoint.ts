import { z } from 'zod';
import { evaluationMetric } from './metric.ts';

/**
 * When a run's state is kept, so that it can be paused, survive a crash and be branched from. It has no influence on
 * any result.
 */

const checkpointInterval = z
  .strictObject({
    unit: z.enum(['steps', 'epochs', 'seconds']).default('seconds').meta({ title: 'Unit' }),
    count: z.int().min(1).max(100_000_000).default(30).meta({ title: 'Count' }),
  })
  .meta({ title: 'Interval' });

export const checkpointSpec = z
  .strictObject({
    interval: checkpointInterval.default({ unit: 'seconds', count: 30 }),
    keepLast: z
      .int()
      .min(1)
      .max(1_000)
      .default(1)
      .meta({ title: 'Keep last', description: 'So many of the newest checkpoints are kept, and older ones pruned.' }),
    keepBest: z.strictObject({ metric: evaluationMetric }).optional().meta({
      title: 'Keep best',
      description: 'Also takes a checkpoint at each evaluation with a new best metric, and keeps the best of them.',
    }),
  })
  .meta({
    title: 'Checkpoints',
    description: 'Every 30 seconds, of which the last is kept, if left out. Have no influence on the results.',
  });

export type CheckpointSpec = z.infer<typeof checkpointSpec>;

/** Of runs whose spec says nothing about checkpoints. */
export const DEFAULT_CHECKPOINTS: CheckpointSpec = checkpointSpec.parse({});
