import type { FloatMatrix } from '../buffers/matrix.ts';

export interface BatchNormOperands {
  readonly x: FloatMatrix;
  readonly xHat: FloatMatrix;
  readonly y: FloatMatrix;
  readonly gamma: FloatMatrix | null;
  readonly beta: FloatMatrix | null;
  readonly batchMean: FloatMatrix;
  readonly invStd: FloatMatrix;
  readonly runningMean: FloatMatrix;
  readonly runningVar: FloatMatrix;
}

/** See `BatchNormOp`. The variance takes a second pass over centred values, so that a large mean costs no digits. */
export function batchNorm(operands: BatchNormOperands, epsilon: number, momentum: number): void {
  const { x, xHat, y, gamma, beta, batchMean, invStd } = operands;
  const { rows: B, columns: C } = x;
  for (let c = 0; c < C; c += 1) {
    const { mean, variance } = channelMoments(x, c);
    batchMean.values[c] = mean;
    invStd.values[c] = 1 / Math.sqrt(variance + epsilon);
    for (let r = 0; r < B; r += 1) {
      const normalized = (x.values[r * C + c] - mean) * invStd.values[c];
      xHat.values[r * C + c] = normalized;
      y.values[r * C + c] = affine(normalized, gamma, beta, c);
    }
    moveRunningStatistics(operands, c, { mean, variance }, momentum);
  }
}

/** Mean and biased variance of one channel of one batch. */
export interface ChannelMoments {
  readonly mean: number;
  readonly variance: number;
}

export function channelMoments({ rows: B, columns: C, values }: FloatMatrix, c: number): ChannelMoments {
  let sum = 0;
  for (let r = 0; r < B; r += 1) sum += values[r * C + c];
  const mean = sum / B;
  let squares = 0;
  for (let r = 0; r < B; r += 1) squares += (values[r * C + c] - mean) ** 2;
  return { mean, variance: squares / B };
}

/** Towards the batch's mean and its unbiased variance. */
export function moveRunningStatistics(
  { x, runningMean, runningVar }: Pick<BatchNormOperands, 'x' | 'runningMean' | 'runningVar'>,
  c: number,
  { mean, variance }: ChannelMoments,
  momentum: number,
): void {
  const B = x.rows;
  runningMean.values[c] += momentum * (mean - runningMean.values[c]);
  runningVar.values[c] += momentum * ((variance * B) / (B - 1) - runningVar.values[c]);
}

export type BatchNormEvaluateOperands = Pick<
  BatchNormOperands,
  'x' | 'y' | 'gamma' | 'beta' | 'runningMean' | 'runningVar'
>;

/** See `BatchNormEvaluateOp`. */
export function batchNormEvaluate(operands: BatchNormEvaluateOperands, epsilon: number): void {
  const { x, y, gamma, beta, runningMean, runningVar } = operands;
  const { rows: B, columns: C } = x;
  for (let r = 0; r < B; r += 1) {
    for (let c = 0; c < C; c += 1) {
      const normalized = (x.values[r * C + c] - runningMean.values[c]) / Math.sqrt(runningVar.values[c] + epsilon);
      y.values[r * C + c] = affine(normalized, gamma, beta, c);
    }
  }
}

/** y of one element: gamma · xHat + beta, or xHat itself. */
export function affine(normalized: number, gamma: FloatMatrix | null, beta: FloatMatrix | null, c: number): number {
  return gamma === null || beta === null ? normalized : gamma.values[c] * normalized + beta.values[c];
}

export interface BatchNormBackwardOperands {
  readonly xHat: FloatMatrix;
  readonly gamma: FloatMatrix | null;
  readonly invStd: FloatMatrix;
  readonly gradOutput: FloatMatrix;
  readonly gradInput: FloatMatrix;
  readonly gradGamma: FloatMatrix;
  readonly gradBeta: FloatMatrix;
}

/** See `BatchNormBackwardOp`. */
export function batchNormBackward(operands: BatchNormBackwardOperands): void {
  const { xHat, gamma, invStd, gradOutput, gradInput, gradGamma, gradBeta } = operands;
  const { rows: B, columns: C } = xHat;
  for (let c = 0; c < C; c += 1) {
    let sum = 0;
    let sumXHat = 0;
    for (let r = 0; r < B; r += 1) {
      sum += gradOutput.values[r * C + c];
      sumXHat += gradOutput.values[r * C + c] * xHat.values[r * C + c];
    }
    gradBeta.values[c] = sum;
    gradGamma.values[c] = sumXHat;
    const factor = (gamma === null ? 1 : gamma.values[c]) * invStd.values[c];
    for (let r = 0; r < B; r += 1) {
      const through = (sum + xHat.values[r * C + c] * sumXHat) / B;
      gradInput.values[r * C + c] = factor * (gradOutput.values[r * C + c] - through);
    }
  }
}
