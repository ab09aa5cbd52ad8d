import { multiplyAdd } from './multiply-add';
import { address, float, integer } from './record';

// What happens to gradients and values beside the update itself. Ops over some of the parameters are one record for each.

/** Fields: 2 bytes, 3 value, 4 gradient, 5 weightDecay. */
export function addWeightDecay(record: usize): void {
  const bytes = address(record, 2), value = address(record, 3), gradient = address(record, 4);
  const weightDecay = f32x4.splat(float(record, 5));
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(gradient + at, multiplyAdd(v128.load(value + at), weightDecay, v128.load(gradient + at)));
  }
}

/** Fields: 2 bytes, 3 value, 5 weightDecay, 7 learning rate of the call's first step, 8 bytes to the next step's. */
export function decayWeights(record: usize, step: i32): void {
  const bytes = address(record, 2), value = address(record, 3);
  const learningRate = load<f32>(address(record, 7) + <usize>step * address(record, 8));
  const kept = f32x4.splat(1 - learningRate * float(record, 5));
  for (let at: usize = 0; at < bytes; at += 16) v128.store(value + at, f32x4.mul(v128.load(value + at), kept));
}

/**
 * Adds one gradient's squares, in float64 and without its padding, to the sum at `work`, which the first gradient starts.
 * Fields: 1 whether it is the first, 2 rows, 3 columns, 4 stride, 5 gradient.
 */
export function gradientSquares(record: usize, work: usize): void {
  const rows = integer(record, 2), columns = integer(record, 3), stride = address(record, 4);
  let sum: f64 = integer(record, 1) != 0 ? 0 : load<f64>(work);
  let row = address(record, 5);
  for (let r = 0; r < rows; r++) {
    let sums = f64x2.splat(0);
    let column = 0;
    for (; column + 2 <= columns; column += 2) {
      const pair = f64x2.promote_low_f32x4(v128.load64_zero(row + (<usize>column << 2)));
      sums = f64x2.add(sums, f64x2.mul(pair, pair));
    }
    sum += f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    if (column < columns) {
      const last = <f64>load<f32>(row + (<usize>column << 2));
      sum += last * last;
    }
    row += stride;
  }
  store<f64>(work, sum);
}

/** Fields: 2 bytes, 4 gradients, 5 maxNorm. The sum of squares is at `work`. */
export function clipGradients(record: usize, work: usize): void {
  const bytes = address(record, 2), gradients = address(record, 4);
  // A norm that is NaN makes the factor NaN, and with it every gradient.
  const factor = Math.min(1, <f64>float(record, 5) / (Math.sqrt(load<f64>(work)) + 1e-6));
  if (factor == 1) return;
  const factors = f32x4.splat(<f32>factor);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(gradients + at, f32x4.mul(v128.load(gradients + at), factors));
  }
}
