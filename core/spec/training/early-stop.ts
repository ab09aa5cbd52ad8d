import { z } from 'zod';
import { evaluationMetric } from './metric.ts';

/**
 * Reasons to end a run before its duration. Each that is given is looked out for; the first that holds ends the run. A
 * run that `divergence` ends counts as diverged, any other as completed.
 */

const patience = z
  .strictObject({
    metric: evaluationMetric.default('test/loss'),
    evaluations: z.int().min(1).max(1_000_000).default(5).meta({ title: 'Evaluations' }),
    minDelta: z.number().min(0).max(1e9).default(0).meta({
      title: 'Least improvement',
      description: 'Better by no more than this counts as no improvement.',
    }),
  })
  .meta({ title: 'Patience', description: 'Ends the run after so many evaluations without a new best metric.' });

const target = z
  .strictObject({
    metric: evaluationMetric.default('test/accuracy'),
    value: z.number().meta({ title: 'Value' }),
  })
  .meta({ title: 'Target', description: 'Ends the run at the evaluation whose metric reaches this value.' });

/** A call of the device makes many steps, and where a run ends must not depend on how many: so calls end at these. */
export const DIVERGENCE_LOOK_STEPS = 64;

const divergence = z
  .strictObject({
    metric: z.literal('train/loss').default('train/loss').meta({ title: 'Metric' }),
    above: z.number().gt(0).max(1e30).meta({ title: 'Above' }),
  })
  .meta({
    title: 'Divergence',
    description: `A step whose loss is above this has diverged, as one whose loss is not finite always has. Looked at every ${DIVERGENCE_LOOK_STEPS} steps and at each evaluation.`,
  });

const timeBudget = z
  .strictObject({ seconds: z.number().gt(0).max(1e9).meta({ title: 'Seconds' }) })
  .meta({ title: 'Time budget', description: 'Ends the run once it has taken so long, pauses not counted.' });

export const earlyStopSpec = z
  .strictObject({
    patience: patience.optional(),
    target: target.optional(),
    divergence: divergence.optional(),
    timeBudget: timeBudget.optional(),
  })
  .meta({ title: 'Early stop', description: 'Reasons to end a run before its duration. None if left out.' });

export type EarlyStopSpec = z.infer<typeof earlyStopSpec>;
