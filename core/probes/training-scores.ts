import type { StepProbe } from './probe.ts';
import { addScores, scoreSeries } from './score-series.ts';

/** Loss and accuracy of every training batch, before its update. */
export const TRAINING_SCORES: StepProbe = {
  moment: 'step',
  name: 'training scores',
  schedule: { everySteps: 1 },
  reads: [],
  series: (plan) => scoreSeries('train', plan, 'train'),
  record: ({ scores }, add) => addScores('train', scores, add),
};
