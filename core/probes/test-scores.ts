import { present } from '../assert.ts';
import type { EvaluationProbe } from './probe.ts';
import { addScores, scoreSeries } from './score-series.ts';

/** Loss and accuracy of the test set at each evaluation. */
export const TEST_SCORES: EvaluationProbe = {
  moment: 'evaluation',
  name: 'test scores',
  reads: [],
  needsTestPass: true,
  series: (plan) => scoreSeries('test', plan, 'evaluate'),
  record: ({ scores }, add) => addScores('test', present(scores, 'the scores of the test set'), add),
};
