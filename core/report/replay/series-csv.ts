import { TRAIN_LOSS } from '../../series/series-name.ts';
import type { Curve } from '../../series/curve.ts';
import { curvesCsv } from '../csv.ts';

/** `step,train/loss`: the loss of each step's batch before its update, each number the shortest that reads back. */
export function seriesCsv(trainLoss: Curve): string {
  return curvesCsv([{ name: TRAIN_LOSS, curve: trainLoss }]);
}
