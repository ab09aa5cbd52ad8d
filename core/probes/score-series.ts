import type { PhaseName, Plan } from '../plan/plan.ts';
import {
  TEST_ACCURACY,
  TEST_LOSS,
  TEST_TOP_K_ACCURACY,
  TRAIN_ACCURACY,
  TRAIN_LOSS,
  TRAIN_TOP_K_ACCURACY,
} from '../series/series-name.ts';
import type { AddPoint, ProbedSeries } from './probe.ts';
import type { Scores } from './scores.ts';

const NAMES = {
  train: { loss: TRAIN_LOSS, accuracy: TRAIN_ACCURACY, topKAccuracy: TRAIN_TOP_K_ACCURACY },
  test: { loss: TEST_LOSS, accuracy: TEST_ACCURACY, topKAccuracy: TEST_TOP_K_ACCURACY },
} as const;

/** The series of the scores of one split. */
export function scoreSeries(split: 'train' | 'test', plan: Plan, phase: PhaseName): ProbedSeries[] {
  const { columns } = plan.buffers[plan.phases[phase].log];
  const { loss, accuracy, topKAccuracy } = NAMES[split];
  return [loss, accuracy, ...(columns > 2 ? [topKAccuracy] : [])].map((name) => ({ name, width: 1 }));
}

export function addScores(split: 'train' | 'test', { loss, accuracy, topKAccuracy }: Scores, add: AddPoint): void {
  const names = NAMES[split];
  add(names.loss, [loss]);
  add(names.accuracy, [accuracy]);
  if (topKAccuracy !== null) add(names.topKAccuracy, [topKAccuracy]);
}
