import { seriesTraits, TEST_ACCURACY, TEST_LOSS, TEST_TOP_K_ACCURACY } from '../../series/series-name.ts';
import { storedAtDistance } from '../../series/float32-threshold.ts';
import { z } from 'zod';

/** What an evaluation measures and rules may use. `test/topKAccuracy` exists if the evaluation has a top k. */
export const evaluationMetric = z
  .enum([TEST_LOSS, TEST_ACCURACY, TEST_TOP_K_ACCURACY])
  .meta({ title: 'Metric', description: 'Losses are better when smaller, accuracies when larger.' });

/** Losses are better when smaller, everything else when larger. */
export function smallerIsBetter(metric: string): boolean {
  return seriesTraits(metric)?.better === 'smaller';
}

/** Whether a value is better than the best so far by more than `minDelta`; one that is not finite never is. */
export function improves(metric: string, value: number, best: number | null, minDelta = 0): boolean {
  if (!Number.isFinite(value)) return false;
  if (best === null) return true;
  if (smallerIsBetter(metric)) return value < (minDelta === 0 ? best : storedAtDistance(best, -minDelta));
  return value > (minDelta === 0 ? best : storedAtDistance(best, minDelta));
}
