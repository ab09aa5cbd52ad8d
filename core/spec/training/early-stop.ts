import { TEST_ACCURACY, TEST_LOSS, TRAIN_LOSS } from '../../series/series-name.ts';
import { z } from 'zod';
import { evaluationMetric } from './metric.ts';

/**
 * Reasons to end a run before its full duration. The first that applies ends the run. A run that `divergence` ends
 * counts as diverged, any other as completed.
 */

const patience = z
  .strictObject({
    metric: evaluationMetric.default(TEST_LOSS),
    evaluations: z.int().min(1).max(1_000_000).default(5).meta({ title: 'Evaluations' }),
    minDelta: z.number().min(0).max(1e9).default(0).meta({
      title: 'Least improvement',
      description: 'An improvement of at most this much does not count.',
    }),
  })
  .meta({ title: 'Patience', description: 'Ends the run after this many evaluations without a new best metric.' });

const target = z
  .strictObject({
    metric: evaluationMetric.default(TEST_ACCURACY),
    value: z.number().meta({ title: 'Value' }),
  })
  .meta({ title: 'Target', description: 'Ends the run at the evaluation whose metric reaches this value.' });

/**
 * One call of the device executes many steps, and where a run ends must not depend on how many. So calls end at
 * multiples of this.
 */
export const DIVERGENCE_LOOK_STEPS = 64;

const divergence = z
  .strictObject({
    metric: z.literal(TRAIN_LOSS).default(TRAIN_LOSS).meta({ title: 'Metric' }),
    above: z.number().gt(0).max(1e30).meta({ title: 'Above' }),
  })
  .meta({
    title: 'Divergence',
    description: `A step whose loss is above this has diverged, as has any step whose loss is not finite. Checked every ${DIVERGENCE_LOOK_STEPS} steps and at each evaluation.`,
  });

const timeBudget = z
  .strictObject({ seconds: z.number().gt(0).max(1e9).meta({ title: 'Seconds' }) })
  .meta({ title: 'Time budget', description: 'Ends the run after this much time, not counting pauses.' });

export const earlyStopSpec = z
  .strictObject({
    patience: patience.optional(),
    target: target.optional(),
    divergence: divergence.optional(),
    timeBudget: timeBudget.optional(),
  })
  .meta({ title: 'Early stop', description: 'Reasons to end a run before its full duration. Default: none.' });

export type EarlyStopSpec = z.infer<typeof earlyStopSpec>;
