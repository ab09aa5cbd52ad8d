import { z } from 'zod';
import { evaluationMetric } from './metric.ts';

/**
 * When a run's state is saved, so that it can be paused, survive a crash and be branched from. It does not affect any
 * result.
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
    keepLast: z.int().min(1).max(1_000).default(1).meta({
      title: 'Keep last',
      description: 'This many of the newest checkpoints are kept; older ones are deleted.',
    }),
    keepBest: z.strictObject({ metric: evaluationMetric }).optional().meta({
      title: 'Keep best',
      description: 'Also takes a checkpoint at each evaluation with a new best metric, and keeps the best one.',
    }),
  })
  .meta({
    title: 'Checkpoints',
    description: 'Default: every 30 seconds, keeping the last one. Checkpoints do not affect the results.',
  });

export type CheckpointSpec = z.infer<typeof checkpointSpec>;

/** For runs whose spec does not mention checkpoints. */
export const DEFAULT_CHECKPOINTS: CheckpointSpec = checkpointSpec.parse({});
