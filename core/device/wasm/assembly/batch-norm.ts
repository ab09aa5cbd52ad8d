import { multiplyAdd, multiplySubtract } from './multiply-add';
import { address, float, integer } from './record';

// Batch normalization by columns: the kernels take 8 channels at a time through all rows. Sums over rows are made of
// partial sums over 64 rows each, so that rounding grows with the count of partial sums and not with that of rows.

const ROWS_PER_PARTIAL_SUM: i32 = 64;

/** runningValue += momentum · (batchValue − runningValue) */
@inline
function follow(running: usize, batchValue: v128, momentum: v128): void {
  const old = v128.load(running);
  v128.store(running, multiplyAdd(f32x4.sub(batchValue, old), momentum, old));
}

/**
 * Training mode. The variance is taken about the rounded mean m and then corrected, because m itself is off by a
 * rounding error: with d = x − m, batchMean = m + Σd / B and batchVar = (Σd² − (Σd)² / B) / B. A mean of 1e4 with a
 * standard deviation of 1e-2 keeps its digits that way: x − m is exact there, and xHat = (d − Σd / B) · invStd never
 * meets the rounded sum m + Σd / B.
 *
 * Fields: 1 rows, 2 columns, 3 stride, 4 x, 5 xHat, 6 y, 7 gamma or 0, 8 beta or 0, 9 batchMean, 10 invStd,
 * 11 runningMean, 12 runningVar, 13 epsilon, 14 momentum.
 */
export function batchNorm(record: usize): void {
  const rows = integer(record, 1), width = <usize>((integer(record, 2) + 7) & ~7) << 2, stride = address(record, 3);
  const x = address(record, 4), xHat = address(record, 5), y = address(record, 6);
  const gamma = address(record, 7), beta = address(record, 8);
  const batchMean = address(record, 9), invStd = address(record, 10);
  const runningMean = address(record, 11), runningVar = address(record, 12);
  const epsilon = f32x4.splat(float(record, 13)), momentum = f32x4.splat(float(record, 14));
  const count = f32x4.splat(<f32>rows), unbiased = f32x4.splat(<f32>(<f64>rows / <f64>(rows - 1)));
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  for (let column: usize = 0; column < width; column += 32) {
    let at = x + column;
    let sum0 = zero, sum1 = zero;
    for (let first = 0; first < rows; first += ROWS_PER_PARTIAL_SUM) {
      let partial0 = zero, partial1 = zero;
      for (let row = first, last = min(rows, first + ROWS_PER_PARTIAL_SUM); row < last; row++) {
        partial0 = f32x4.add(partial0, v128.load(at));
        partial1 = f32x4.add(partial1, v128.load(at, 16));
        at += stride;
      }
      sum0 = f32x4.add(sum0, partial0);
      sum1 = f32x4.add(sum1, partial1);
    }
    const mean0 = f32x4.div(sum0, count), mean1 = f32x4.div(sum1, count);

    at = x + column;
    sum0 = zero;
    sum1 = zero;
    let squares0 = zero, squares1 = zero;
    for (let first = 0; first < rows; first += ROWS_PER_PARTIAL_SUM) {
      let partial0 = zero, partial1 = zero, partialSquares0 = zero, partialSquares1 = zero;
      for (let row = first, last = min(rows, first + ROWS_PER_PARTIAL_SUM); row < last; row++) {
        const d0 = f32x4.sub(v128.load(at), mean0), d1 = f32x4.sub(v128.load(at, 16), mean1);
        partial0 = f32x4.add(partial0, d0);
        partial1 = f32x4.add(partial1, d1);
        partialSquares0 = multiplyAdd(d0, d0, partialSquares0);
        partialSquares1 = multiplyAdd(d1, d1, partialSquares1);
        at += stride;
      }
      sum0 = f32x4.add(sum0, partial0);
      sum1 = f32x4.add(sum1, partial1);
      squares0 = f32x4.add(squares0, partialSquares0);
      squares1 = f32x4.add(squares1, partialSquares1);
    }
    const correction0 = f32x4.div(sum0, count), correction1 = f32x4.div(sum1, count);
    // Rounding may leave a channel of equal values a hair below zero.
    const var0 = f32x4.pmax(f32x4.div(multiplySubtract(sum0, correction0, squares0), count), zero);
    const var1 = f32x4.pmax(f32x4.div(multiplySubtract(sum1, correction1, squares1), count), zero);
    const invStd0 = f32x4.div(one, f32x4.sqrt(f32x4.add(var0, epsilon)));
    const invStd1 = f32x4.div(one, f32x4.sqrt(f32x4.add(var1, epsilon)));
    const batchMean0 = f32x4.add(mean0, correction0), batchMean1 = f32x4.add(mean1, correction1);
    v128.store(batchMean + column, batchMean0);
    v128.store(batchMean + column, batchMean1, 16);
    v128.store(invStd + column, invStd0);
    v128.store(invStd + column, invStd1, 16);
    follow(runningMean + column, batchMean0, momentum);
    follow(runningMean + column + 16, batchMean1, momentum);
    follow(runningVar + column, f32x4.mul(var0, unbiased), momentum);
    follow(runningVar + column + 16, f32x4.mul(var1, unbiased), momentum);

    at = x + column;
    let outXHat = xHat + column;
    let outY = y + column;
    if (gamma == 0) {
      for (let row = 0; row < rows; row++) {
        const d0 = f32x4.sub(v128.load(at), mean0), d1 = f32x4.sub(v128.load(at, 16), mean1);
        v128.store(outXHat, f32x4.mul(f32x4.sub(d0, correction0), invStd0));
        v128.store(outXHat, f32x4.mul(f32x4.sub(d1, correction1), invStd1), 16);
        at += stride;
        outXHat += stride;
      }
    } else {
      const gamma0 = v128.load(gamma + column), gamma1 = v128.load(gamma + column, 16);
      const beta0 = v128.load(beta + column), beta1 = v128.load(beta + column, 16);
      for (let row = 0; row < rows; row++) {
        const d0 = f32x4.sub(v128.load(at), mean0), d1 = f32x4.sub(v128.load(at, 16), mean1);
        const xHat0 = f32x4.mul(f32x4.sub(d0, correction0), invStd0);
        const xHat1 = f32x4.mul(f32x4.sub(d1, correction1), invStd1);
        v128.store(outXHat, xHat0);
        v128.store(outXHat, xHat1, 16);
        v128.store(outY, multiplyAdd(xHat0, gamma0, beta0));
        v128.store(outY, multiplyAdd(xHat1, gamma1, beta1), 16);
        at += stride;
        outXHat += stride;
        outY += stride;
      }
    }
  }
}

/**
 * Evaluation mode.
 * Fields: 1 rows, 2 columns, 3 stride, 4 x, 5 y, 6 gamma or 0, 7 beta or 0, 8 runningMean, 9 runningVar, 10 epsilon.
 */
export function batchNormEvaluate(record: usize): void {
  const rows = integer(record, 1), width = <usize>((integer(record, 2) + 7) & ~7) << 2, stride = address(record, 3);
  const x = address(record, 4), y = address(record, 5), gamma = address(record, 6), beta = address(record, 7);
  const runningMean = address(record, 8), runningVar = address(record, 9), epsilon = f32x4.splat(float(record, 10));
  for (let column: usize = 0; column < width; column += 16) {
    const mean = v128.load(runningMean + column);
    const deviation = f32x4.sqrt(f32x4.add(v128.load(runningVar + column), epsilon));
    const factor = f32x4.div(gamma != 0 ? v128.load(gamma + column) : f32x4.splat(1), deviation);
    const offset = beta != 0 ? v128.load(beta + column) : f32x4.splat(0);
    let from = x + column;
    let to = y + column;
    for (let row = 0; row < rows; row++) {
      v128.store(to, multiplyAdd(f32x4.sub(v128.load(from), mean), factor, offset));
      from += stride;
      to += stride;
    }
  }
}

/**
 * Fields: 1 rows, 2 columns, 3 stride, 4 xHat, 5 gamma or 0, 6 invStd, 7 gradOutput, 8 gradInput, 9 gradGamma,
 * 10 gradBeta.
 */
export function batchNormBackward(record: usize): void {
  const rows = integer(record, 1), width = <usize>((integer(record, 2) + 7) & ~7) << 2, stride = address(record, 3);
  const xHat = address(record, 4), gamma = address(record, 5), invStd = address(record, 6);
  const gradOutput = address(record, 7), gradInput = address(record, 8);
  const gradGamma = address(record, 9), gradBeta = address(record, 10);
  const count = f32x4.splat(<f32>rows), zero = f32x4.splat(0);
  for (let column: usize = 0; column < width; column += 32) {
    let xHatAt = xHat + column;
    let outputAt = gradOutput + column;
    let gamma0 = zero, gamma1 = zero, beta0 = zero, beta1 = zero;
    for (let first = 0; first < rows; first += ROWS_PER_PARTIAL_SUM) {
      let partialGamma0 = zero, partialGamma1 = zero, partialBeta0 = zero, partialBeta1 = zero;
      for (let row = first, last = min(rows, first + ROWS_PER_PARTIAL_SUM); row < last; row++) {
        const output0 = v128.load(outputAt), output1 = v128.load(outputAt, 16);
        partialBeta0 = f32x4.add(partialBeta0, output0);
        partialBeta1 = f32x4.add(partialBeta1, output1);
        partialGamma0 = multiplyAdd(output0, v128.load(xHatAt), partialGamma0);
        partialGamma1 = multiplyAdd(output1, v128.load(xHatAt, 16), partialGamma1);
        xHatAt += stride;
        outputAt += stride;
      }
      gamma0 = f32x4.add(gamma0, partialGamma0);
      gamma1 = f32x4.add(gamma1, partialGamma1);
      beta0 = f32x4.add(beta0, partialBeta0);
      beta1 = f32x4.add(beta1, partialBeta1);
    }
    v128.store(gradGamma + column, gamma0);
    v128.store(gradGamma + column, gamma1, 16);
    v128.store(gradBeta + column, beta0);
    v128.store(gradBeta + column, beta1, 16);

    let factor0 = v128.load(invStd + column), factor1 = v128.load(invStd + column, 16);
    if (gamma != 0) {
      factor0 = f32x4.mul(factor0, v128.load(gamma + column));
      factor1 = f32x4.mul(factor1, v128.load(gamma + column, 16));
    }
    gamma0 = f32x4.div(gamma0, count);
    gamma1 = f32x4.div(gamma1, count);
    beta0 = f32x4.div(beta0, count);
    beta1 = f32x4.div(beta1, count);
    xHatAt = xHat + column;
    outputAt = gradOutput + column;
    let inputAt = gradInput + column;
    for (let row = 0; row < rows; row++) {
      const centered0 = f32x4.sub(v128.load(outputAt), beta0), centered1 = f32x4.sub(v128.load(outputAt, 16), beta1);
      v128.store(inputAt, f32x4.mul(factor0, multiplySubtract(v128.load(xHatAt), gamma0, centered0)));
      v128.store(inputAt, f32x4.mul(factor1, multiplySubtract(v128.load(xHatAt, 16), gamma1, centered1)), 16);
      xHatAt += stride;
      outputAt += stride;
      inputAt += stride;
    }
  }
}
