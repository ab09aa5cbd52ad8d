import { multiplyAdd, multiplySubtract } from './multiply-add';
import { address, float } from './record';

// Optimizers that divide by a running root of squares: one loop over the arena of all parameters.

/**
 * Fields: 2 bytes, 3 values, 4 gradients, 5 first moments, 6 second moments, 7 row of the schedule of the call's first
 * step, 8 bytes from one step's to the next, 9 beta1, 10 1 − beta1, 11 beta2, 12 1 − beta2, 13 epsilon. The row holds
 * learningRate, firstCorrection and secondCorrection.
 */
export function adam(record: usize, step: i32): void {
  const bytes = address(record, 2), values = address(record, 3), gradients = address(record, 4);
  const firsts = address(record, 5), seconds = address(record, 6);
  const row = address(record, 7) + <usize>step * address(record, 8);
  const stepSize = f32x4.mul(v128.load32_splat(row), v128.load32_splat(row, 4));
  const correction = v128.load32_splat(row, 8);
  const beta1 = f32x4.splat(float(record, 9)), new1 = f32x4.splat(float(record, 10));
  const beta2 = f32x4.splat(float(record, 11)), new2 = f32x4.splat(float(record, 12));
  const epsilon = f32x4.splat(float(record, 13));
  for (let at: usize = 0; at < bytes; at += 32) {
    const gradient0 = v128.load(gradients + at), gradient1 = v128.load(gradients + at, 16);
    const first0 = multiplyAdd(v128.load(firsts + at), beta1, f32x4.mul(gradient0, new1));
    const first1 = multiplyAdd(v128.load(firsts + at, 16), beta1, f32x4.mul(gradient1, new1));
    const square0 = f32x4.mul(f32x4.mul(gradient0, gradient0), new2);
    const square1 = f32x4.mul(f32x4.mul(gradient1, gradient1), new2);
    const second0 = multiplyAdd(v128.load(seconds + at), beta2, square0);
    const second1 = multiplyAdd(v128.load(seconds + at, 16), beta2, square1);
    v128.store(firsts + at, first0);
    v128.store(firsts + at, first1, 16);
    v128.store(seconds + at, second0);
    v128.store(seconds + at, second1, 16);
    const root0 = multiplyAdd(f32x4.sqrt(second0), correction, epsilon);
    const root1 = multiplyAdd(f32x4.sqrt(second1), correction, epsilon);
    const update0 = f32x4.div(f32x4.mul(stepSize, first0), root0);
    const update1 = f32x4.div(f32x4.mul(stepSize, first1), root1);
    v128.store(values + at, f32x4.sub(v128.load(values + at), update0));
    v128.store(values + at, f32x4.sub(v128.load(values + at, 16), update1), 16);
  }
}

/**
 * Fields: 2 bytes, 3 values, 4 gradients, 5 square averages, 6 velocities or 0, 7 and 8 as in adam, 9 alpha, 10 1 − alpha,
 * 11 epsilon, 12 momentum.
 */
export function rmsprop(record: usize, step: i32): void {
  const bytes = address(record, 2), values = address(record, 3), gradients = address(record, 4);
  const averages = address(record, 5), velocities = address(record, 6);
  const learningRate = v128.load32_splat(address(record, 7) + <usize>step * address(record, 8));
  const alpha = f32x4.splat(float(record, 9)), fresh = f32x4.splat(float(record, 10));
  const epsilon = f32x4.splat(float(record, 11)), momentum = f32x4.splat(float(record, 12));
  for (let at: usize = 0; at < bytes; at += 16) {
    const gradient = v128.load(gradients + at);
    const square = f32x4.mul(f32x4.mul(gradient, gradient), fresh);
    const average = multiplyAdd(v128.load(averages + at), alpha, square);
    v128.store(averages + at, average);
    let direction = f32x4.div(gradient, f32x4.add(f32x4.sqrt(average), epsilon));
    if (velocities != 0) {
      direction = multiplyAdd(v128.load(velocities + at), momentum, direction);
      v128.store(velocities + at, direction);
    }
    v128.store(values + at, multiplySubtract(direction, learningRate, v128.load(values + at)));
  }
}
