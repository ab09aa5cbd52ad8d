import { columnMoments, columnProducts, paddedWidth } from './column-moments';
import { multiplyAdd, multiplySubtract } from './multiply-add';
import { normalizeRows, normalizeRowsBackward } from './normalize-rows';
import { address, float, integer } from './record';

// Batch normalization by columns. `work` holds up to four rows of constants, one value per column each.

/** runningValue += momentum · (batchValue − runningValue) */
@inline
function follow(running: usize, batchValue: v128, momentum: v128): void {
  const old = v128.load(running);
  v128.store(running, multiplyAdd(f32x4.sub(batchValue, old), momentum, old));
}

/** 1 / √(variance + epsilon) */
@inline
function inverseDeviation(variance: v128, epsilon: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, epsilon)));
}

/**
 * Training mode.
 * Fields: 1 rows, 2 columns, 3 stride, 4 x, 5 xHat, 6 y, 7 gamma or 0, 8 beta or 0, 9 batchMean, 10 invStd,
 * 11 runningMean, 12 runningVar, 13 epsilon, 14 momentum.
 */
export function batchNorm(record: usize, work: usize): void {
  const rows = integer(record, 1), width = paddedWidth(integer(record, 2)), stride = address(record, 3);
  const x = address(record, 4), batchMean = address(record, 9), invStd = address(record, 10);
  const runningMean = address(record, 11), runningVar = address(record, 12);
  const epsilon = f32x4.splat(float(record, 13)), momentum = f32x4.splat(float(record, 14));
  const unbiased = f32x4.splat(<f32>(<f64>rows / <f64>(rows - 1)));
  const mean = work, correction = mean + width, variance = correction + width, offset = variance + width;
  columnMoments(x, rows, width, stride, mean, correction, variance);
  for (let column: usize = 0; column < width; column += 16) {
    const channelVar = v128.load(variance + column);
    const channelMean = f32x4.add(v128.load(mean + column), v128.load(correction + column));
    v128.store(batchMean + column, channelMean);
    v128.store(invStd + column, inverseDeviation(channelVar, epsilon));
    v128.store(offset + column, f32x4.splat(0));
    follow(runningMean + column, channelMean, momentum);
    follow(runningVar + column, f32x4.mul(channelVar, unbiased), momentum);
  }
  const xHat = address(record, 5), y = address(record, 6), gamma = address(record, 7), beta = address(record, 8);
  normalizeRows(x, xHat, y, rows, width, stride, mean, correction, invStd, offset, gamma, beta);
}

/** Fields: 1 to 12 as in batchNorm, 13 epsilon; 9 is not used. */
export function batchNormFrozen(record: usize, work: usize): void {
  const rows = integer(record, 1), width = paddedWidth(integer(record, 2)), stride = address(record, 3);
  const invStd = address(record, 10), runningMean = address(record, 11), runningVar = address(record, 12);
  const epsilon = f32x4.splat(float(record, 13));
  memory.fill(work, 0, width);
  for (let column: usize = 0; column < width; column += 16) {
    v128.store(invStd + column, inverseDeviation(v128.load(runningVar + column), epsilon));
  }
  const x = address(record, 4), xHat = address(record, 5), y = address(record, 6);
  const gamma = address(record, 7), beta = address(record, 8);
  normalizeRows(x, xHat, y, rows, width, stride, runningMean, work, invStd, work, gamma, beta);
}

/** Fields: 1 to 14 as in batchNorm, 15 r, 16 d, 17 rMax, 18 1 / rMax, 19 dMax. */
export function batchRenorm(record: usize, work: usize): void {
  const rows = integer(record, 1), width = paddedWidth(integer(record, 2)), stride = address(record, 3);
  const x = address(record, 4), batchMean = address(record, 9), invStd = address(record, 10);
  const runningMean = address(record, 11), runningVar = address(record, 12);
  const epsilon = f32x4.splat(float(record, 13)), momentum = f32x4.splat(float(record, 14));
  const r = address(record, 15), d = address(record, 16);
  const rMax = f32x4.splat(float(record, 17)), rMin = f32x4.splat(float(record, 18));
  const dMax = f32x4.splat(float(record, 19));
  const unbiased = f32x4.splat(<f32>(<f64>rows / <f64>(rows - 1)));
  const mean = work, correction = mean + width, variance = correction + width;
  columnMoments(x, rows, width, stride, mean, correction, variance);
  for (let column: usize = 0; column < width; column += 16) {
    const channelVar = v128.load(variance + column), channelInvStd = inverseDeviation(channelVar, epsilon);
    const rounded = v128.load(mean + column), rest = v128.load(correction + column);
    const oldMean = v128.load(runningMean + column);
    const deviation = f32x4.sqrt(f32x4.add(v128.load(runningVar + column), epsilon));
    const ratio = f32x4.div(f32x4.splat(1), f32x4.mul(channelInvStd, deviation));
    const distance = f32x4.div(f32x4.add(f32x4.sub(rounded, oldMean), rest), deviation);
    const clippedRatio = f32x4.min(f32x4.max(ratio, rMin), rMax);
    v128.store(batchMean + column, f32x4.add(rounded, rest));
    v128.store(invStd + column, channelInvStd);
    v128.store(r + column, clippedRatio);
    v128.store(d + column, f32x4.min(f32x4.max(distance, f32x4.neg(dMax)), dMax));
    v128.store(variance + column, f32x4.mul(channelInvStd, clippedRatio));
    follow(runningMean + column, f32x4.add(rounded, rest), momentum);
    follow(runningVar + column, f32x4.mul(channelVar, unbiased), momentum);
  }
  const xHat = address(record, 5), y = address(record, 6), gamma = address(record, 7), beta = address(record, 8);
  normalizeRows(x, xHat, y, rows, width, stride, mean, correction, variance, d, gamma, beta);
}

/**
 * Evaluation mode.
 * Fields: 1 rows, 2 columns, 3 stride, 4 x, 5 y, 6 gamma or 0, 7 beta or 0, 8 runningMean, 9 runningVar, 10 epsilon.
 */
export function batchNormEvaluate(record: usize, work: usize): void {
  const rows = integer(record, 1), width = paddedWidth(integer(record, 2)), stride = address(record, 3);
  const gamma = address(record, 6), beta = address(record, 7);
  const runningMean = address(record, 8), runningVar = address(record, 9), epsilon = f32x4.splat(float(record, 10));
  const factor = work, offset = factor + width, zeros = offset + width;
  memory.fill(zeros, 0, width);
  for (let column: usize = 0; column < width; column += 16) {
    const deviation = f32x4.sqrt(f32x4.add(v128.load(runningVar + column), epsilon));
    const scale = gamma != 0 ? v128.load(gamma + column) : f32x4.splat(1);
    v128.store(factor + column, f32x4.div(scale, deviation));
    v128.store(offset + column, beta != 0 ? v128.load(beta + column) : f32x4.splat(0));
  }
  const y = address(record, 5);
  normalizeRows(address(record, 4), y, y, rows, width, stride, runningMean, zeros, factor, offset, 0, 0);
}

/** gamma · invStd, with gamma 1 where there is none. */
@inline
function gradientFactor(gamma: usize, invStd: usize, column: usize): v128 {
  const deviation = v128.load(invStd + column);
  return gamma == 0 ? deviation : f32x4.mul(v128.load(gamma + column), deviation);
}

/**
 * Fields: 1 rows, 2 columns, 3 stride, 4 xHat, 5 gamma or 0, 6 invStd, 7 gradOutput, 8 gradInput, 9 gradGamma,
 * 10 gradBeta.
 */
export function batchNormBackward(record: usize, work: usize): void {
  const rows = integer(record, 1), width = paddedWidth(integer(record, 2)), stride = address(record, 3);
  const xHat = address(record, 4), gamma = address(record, 5), invStd = address(record, 6);
  const gradOutput = address(record, 7), gradGamma = address(record, 9), gradBeta = address(record, 10);
  const factor = work, base = factor + width, slope = base + width, count = f32x4.splat(<f32>rows);
  columnProducts(gradOutput, xHat, rows, width, stride, gradBeta, gradGamma);
  for (let column: usize = 0; column < width; column += 16) {
    const columnFactor = gradientFactor(gamma, invStd, column), share = f32x4.neg(f32x4.div(columnFactor, count));
    v128.store(factor + column, columnFactor);
    v128.store(base + column, f32x4.mul(v128.load(gradBeta + column), share));
    v128.store(slope + column, f32x4.mul(v128.load(gradGamma + column), share));
  }
  normalizeRowsBackward(gradOutput, xHat, address(record, 8), rows, width, stride, factor, base, slope);
}

/** Fields as in batchNormBackward. */
export function batchNormFrozenBackward(record: usize, work: usize): void {
  const rows = integer(record, 1), width = paddedWidth(integer(record, 2)), stride = address(record, 3);
  const xHat = address(record, 4), gamma = address(record, 5), invStd = address(record, 6);
  const gradOutput = address(record, 7), factor = work, zeros = work + width;
  columnProducts(gradOutput, xHat, rows, width, stride, address(record, 10), address(record, 9));
  memory.fill(zeros, 0, width);
  for (let column: usize = 0; column < width; column += 16) {
    v128.store(factor + column, gradientFactor(gamma, invStd, column));
  }
  normalizeRowsBackward(gradOutput, xHat, address(record, 8), rows, width, stride, factor, zeros, zeros);
}

/**
 * With centred = (xHat − d) / r: Σ gradOutput · centred = (gradGamma − d · gradBeta) / r, and xHat's slope and base are
 * those of centred, rewritten for xHat. Fields: 1 to 10 as in batchNormBackward, 11 r, 12 d.
 */
export function batchRenormBackward(record: usize, work: usize): void {
  const rows = integer(record, 1), width = paddedWidth(integer(record, 2)), stride = address(record, 3);
  const xHat = address(record, 4), gamma = address(record, 5), invStd = address(record, 6);
  const gradOutput = address(record, 7), gradGamma = address(record, 9), gradBeta = address(record, 10);
  const factor = work, base = factor + width, slope = base + width, count = f32x4.splat(<f32>rows);
  columnProducts(gradOutput, xHat, rows, width, stride, gradBeta, gradGamma);
  for (let column: usize = 0; column < width; column += 16) {
    const r = v128.load(address(record, 11) + column), d = v128.load(address(record, 12) + column);
    const sum = v128.load(gradBeta + column);
    const centred = f32x4.div(multiplySubtract(d, sum, v128.load(gradGamma + column)), f32x4.mul(r, r));
    const columnFactor = f32x4.mul(gradientFactor(gamma, invStd, column), r);
    const share = f32x4.neg(f32x4.div(columnFactor, count));
    v128.store(factor + column, columnFactor);
    v128.store(slope + column, f32x4.mul(centred, share));
    v128.store(base + column, f32x4.mul(multiplySubtract(d, centred, sum), share));
  }
  normalizeRowsBackward(gradOutput, xHat, address(record, 8), rows, width, stride, factor, base, slope);
}
