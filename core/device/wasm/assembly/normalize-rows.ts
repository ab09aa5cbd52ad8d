import { multiplyAdd } from './multiply-add';
import { ROWS_PER_PARTIAL_SUM } from './column-moments';

// The second half of every normalization whose statistics belong to columns: each element by its column's constants.

/**
 * xHat = ((x − mean) − correction) · factor + offset; y = gamma · xHat + beta where gamma is not 0. The difference is taken
 * in two parts because the rounded sum mean + correction would have lost the second.
 */
export function normalizeRows(
  x: usize,
  xHat: usize,
  y: usize,
  rows: i32,
  width: usize,
  stride: usize,
  mean: usize,
  correction: usize,
  factor: usize,
  offset: usize,
  gamma: usize,
  beta: usize,
): void {
  for (let first = 0; first < rows; first += ROWS_PER_PARTIAL_SUM) {
    const blockRows = min(rows - first, ROWS_PER_PARTIAL_SUM);
    for (let column: usize = 0; column < width; column += 32) {
      const mean0 = v128.load(mean + column), mean1 = v128.load(mean + column, 16);
      const correction0 = v128.load(correction + column), correction1 = v128.load(correction + column, 16);
      const factor0 = v128.load(factor + column), factor1 = v128.load(factor + column, 16);
      const offset0 = v128.load(offset + column), offset1 = v128.load(offset + column, 16);
      let at = x + column;
      let outXHat = xHat + column;
      if (gamma == 0) {
        for (let row = 0; row < blockRows; row++) {
          const d0 = f32x4.sub(f32x4.sub(v128.load(at), mean0), correction0);
          const d1 = f32x4.sub(f32x4.sub(v128.load(at, 16), mean1), correction1);
          v128.store(outXHat, multiplyAdd(d0, factor0, offset0));
          v128.store(outXHat, multiplyAdd(d1, factor1, offset1), 16);
          at += stride;
          outXHat += stride;
        }
      } else {
        const gamma0 = v128.load(gamma + column), gamma1 = v128.load(gamma + column, 16);
        const beta0 = v128.load(beta + column), beta1 = v128.load(beta + column, 16);
        let outY = y + column;
        for (let row = 0; row < blockRows; row++) {
          const d0 = f32x4.sub(f32x4.sub(v128.load(at), mean0), correction0);
          const d1 = f32x4.sub(f32x4.sub(v128.load(at, 16), mean1), correction1);
          const xHat0 = multiplyAdd(d0, factor0, offset0), xHat1 = multiplyAdd(d1, factor1, offset1);
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
    const bytes = <usize>blockRows * stride;
    x += bytes;
    xHat += bytes;
    y += bytes;
  }
}

/** gradInput = factor · gradOutput + base + slope · xHat */
export function normalizeRowsBackward(
  gradOutput: usize,
  xHat: usize,
  gradInput: usize,
  rows: i32,
  width: usize,
  stride: usize,
  factor: usize,
  base: usize,
  slope: usize,
): void {
  for (let first = 0; first < rows; first += ROWS_PER_PARTIAL_SUM) {
    const blockRows = min(rows - first, ROWS_PER_PARTIAL_SUM);
    for (let column: usize = 0; column < width; column += 32) {
      const factor0 = v128.load(factor + column), factor1 = v128.load(factor + column, 16);
      const base0 = v128.load(base + column), base1 = v128.load(base + column, 16);
      const slope0 = v128.load(slope + column), slope1 = v128.load(slope + column, 16);
      let at = gradOutput + column;
      let xHatAt = xHat + column;
      let out = gradInput + column;
      for (let row = 0; row < blockRows; row++) {
        const direct0 = multiplyAdd(v128.load(at), factor0, base0), direct1 = multiplyAdd(v128.load(at, 16), factor1, base1);
        v128.store(out, multiplyAdd(v128.load(xHatAt), slope0, direct0));
        v128.store(out, multiplyAdd(v128.load(xHatAt, 16), slope1, direct1), 16);
        at += stride;
        xHatAt += stride;
        out += stride;
      }
    }
    const bytes = <usize>blockRows * stride;
    gradOutput += bytes;
    xHat += bytes;
    gradInput += bytes;
  }
}
