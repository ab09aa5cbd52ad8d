import { multiplyAdd, multiplySubtract } from './multiply-add';
import { address, integer } from './record';

/**
 * Squares are summed in float64, so that they neither overflow nor vanish.
 * Fields: 1 rows, 2 columns, 3 stride, 4 direction, 5 magnitude, 6 weight, 7 norm.
 */
export function weightNorm(record: usize): void {
  const rows = integer(record, 1), width = <usize>((integer(record, 2) + 3) & ~3) << 2, stride = address(record, 3);
  const magnitude = address(record, 5), norm = address(record, 7);
  for (let column: usize = 0; column < width; column += 16) {
    let at = address(record, 4) + column;
    let low = f64x2.splat(0), high = f64x2.splat(0);
    for (let row = 0; row < rows; row++) {
      const lowPair = f64x2.promote_low_f32x4(v128.load64_zero(at));
      const highPair = f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
      low = f64x2.add(low, f64x2.mul(lowPair, lowPair));
      high = f64x2.add(high, f64x2.mul(highPair, highPair));
      at += stride;
    }
    const lowNorms = f32x4.demote_f64x2_zero(f64x2.sqrt(low)), highNorms = f32x4.demote_f64x2_zero(f64x2.sqrt(high));
    const norms = v128.shuffle<f32>(lowNorms, highNorms, 0, 1, 4, 5);
    v128.store(norm + column, norms);
    const magnitudes = v128.load(magnitude + column);
    at = address(record, 4) + column;
    let weight = address(record, 6) + column;
    for (let row = 0; row < rows; row++) {
      v128.store(weight, f32x4.mul(magnitudes, f32x4.div(v128.load(at), norms)));
      at += stride;
      weight += stride;
    }
  }
}

/**
 * Fields: 1 rows, 2 columns, 3 stride, 4 direction, 5 magnitude, 6 norm, 7 gradWeight, 8 gradDirection, 9 gradMagnitude.
 */
export function weightNormBackward(record: usize): void {
  const rows = integer(record, 1), width = <usize>((integer(record, 2) + 3) & ~3) << 2, stride = address(record, 3);
  for (let column: usize = 0; column < width; column += 16) {
    const norms = v128.load(address(record, 6) + column);
    let direction = address(record, 4) + column;
    let gradWeight = address(record, 7) + column;
    let sum = f32x4.splat(0);
    for (let first = 0; first < rows; first += 64) {
      let partial = f32x4.splat(0);
      for (let row = first, last = min(rows, first + 64); row < last; row++) {
        partial = multiplyAdd(v128.load(gradWeight), f32x4.div(v128.load(direction), norms), partial);
        direction += stride;
        gradWeight += stride;
      }
      sum = f32x4.add(sum, partial);
    }
    v128.store(address(record, 9) + column, sum);
    const factor = f32x4.div(v128.load(address(record, 5) + column), norms);
    direction = address(record, 4) + column;
    gradWeight = address(record, 7) + column;
    let gradDirection = address(record, 8) + column;
    for (let row = 0; row < rows; row++) {
      const unit = f32x4.div(v128.load(direction), norms);
      v128.store(gradDirection, f32x4.mul(factor, multiplySubtract(sum, unit, v128.load(gradWeight))));
      direction += stride;
      gradWeight += stride;
      gradDirection += stride;
    }
  }
}
