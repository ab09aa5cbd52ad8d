import type { PhaseName, Plan } from '../plan/plan.ts';
import type { AddPoint, ProbedSeries } from './probe.ts';
import type { Scores } from './scores.ts';

/** The series of the scores of one split. */
export function scoreSeries(split: 'train' | 'test', plan: Plan, phase: PhaseName): ProbedSeries[] {
  const { columns } = plan.buffers[plan.phases[phase].log];
  const names = ['loss', 'accuracy', ...(columns > 2 ? ['topKAccuracy'] : [])];
  return names.map((name) => ({ name: `${split}/${name}`, width: 1 }));
}

export function addScores(split: 'train' | 'test', { loss, accuracy, topKAccuracy }: Scores, add: AddPoint): void {
  add(`${split}/loss`, [loss]);
  add(`${split}/accuracy`, [accuracy]);
  if (topKAccuracy !== null) add(`${split}/topKAccuracy`, [topKAccuracy]);
}
