import type { BatchRenormOp } from '../../../plan/ops.ts';
import {
  affine,
  channelMoments,
  moveRunningStatistics,
  type BatchNormBackwardOperands,
  type BatchNormOperands,
} from './batch-norm.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';

/** The two corrections of each channel. */
interface Corrections {
  readonly r: FloatMatrix;
  readonly d: FloatMatrix;
}

/** See `BatchRenormOp`. */
export function batchRenorm(op: BatchRenormOp, operands: BatchNormOperands & Corrections): void {
  const { x, xHat, y, gamma, beta, batchMean, invStd, r, d, runningMean, runningVar } = operands;
  const { rows: B, columns: C } = x;
  for (let c = 0; c < C; c += 1) {
    const { mean, variance } = channelMoments(x, c);
    batchMean.values[c] = mean;
    invStd.values[c] = 1 / Math.sqrt(variance + op.epsilon);
    const runningStd = Math.sqrt(runningVar.values[c] + op.epsilon);
    r.values[c] = clip(1 / (invStd.values[c] * runningStd), 1 / op.rMax, op.rMax);
    d.values[c] = clip((mean - runningMean.values[c]) / runningStd, -op.dMax, op.dMax);
    for (let row = 0; row < B; row += 1) {
      const i = row * C + c;
      xHat.values[i] = (x.values[i] - mean) * invStd.values[c] * r.values[c] + d.values[c];
      y.values[i] = affine(xHat.values[i], gamma, beta, c);
    }
    moveRunningStatistics(operands, c, { mean, variance }, op.momentum);
  }
}

/** See `BatchRenormBackwardOp`. */
export function batchRenormBackward(operands: BatchNormBackwardOperands & Corrections): void {
  const { xHat, gamma, invStd, r, d, gradOutput, gradInput, gradGamma, gradBeta } = operands;
  const { rows: B, columns: C } = xHat;
  for (let c = 0; c < C; c += 1) {
    const centred = (i: number) => (xHat.values[i] - d.values[c]) / r.values[c];
    let sum = 0;
    let sumXHat = 0;
    let sumCentred = 0;
    for (let i = c; i < B * C; i += C) {
      sum += gradOutput.values[i];
      sumXHat += gradOutput.values[i] * xHat.values[i];
      sumCentred += gradOutput.values[i] * centred(i);
    }
    gradBeta.values[c] = sum;
    gradGamma.values[c] = sumXHat;
    const factor = (gamma === null ? 1 : gamma.values[c]) * r.values[c] * invStd.values[c];
    for (let i = c; i < B * C; i += C) {
      gradInput.values[i] = factor * (gradOutput.values[i] - (sum + centred(i) * sumCentred) / B);
    }
  }
}

/** NaN stays NaN. */
function clip(value: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, value));
}
