import { affine, type BatchNormBackwardOperands, type BatchNormOperands } from './batch-norm.ts';

/** See `BatchNormFrozenOp`. */
export function batchNormFrozen(operands: Omit<BatchNormOperands, 'batchMean'>, epsilon: number): void {
  const { x, xHat, y, gamma, beta, invStd, runningMean, runningVar } = operands;
  const C = x.columns;
  for (let c = 0; c < C; c += 1) invStd.values[c] = 1 / Math.sqrt(runningVar.values[c] + epsilon);
  for (let i = 0; i < x.values.length; i += 1) {
    const c = i % C;
    xHat.values[i] = (x.values[i] - runningMean.values[c]) * invStd.values[c];
    y.values[i] = affine(xHat.values[i], gamma, beta, c);
  }
}

/** See `BatchNormFrozenBackwardOp`. */
export function batchNormFrozenBackward(operands: BatchNormBackwardOperands): void {
  const { xHat, gamma, invStd, gradOutput, gradInput, gradGamma, gradBeta } = operands;
  const C = xHat.columns;
  gradGamma.values.fill(0);
  gradBeta.values.fill(0);
  for (let i = 0; i < xHat.values.length; i += 1) {
    const c = i % C;
    gradBeta.values[c] += gradOutput.values[i];
    gradGamma.values[c] += gradOutput.values[i] * xHat.values[i];
    gradInput.values[i] = (gamma === null ? 1 : gamma.values[c]) * invStd.values[c] * gradOutput.values[i];
  }
}
