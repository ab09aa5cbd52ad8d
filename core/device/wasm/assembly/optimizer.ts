import { SGD_NESTEROV, SGD_PLAIN } from '../op-code';
import { multiplyAdd, multiplySubtract } from './multiply-add';
import { address, float, integer } from './record';

/**
 * One loop over all parameters: values, gradients and velocities lie in parallel arenas.
 * Fields: 1 kind, 2 bytes, 3 values, 4 gradients, 5 velocities or 0, 6 learning rate of the call's first step, 7 bytes
 * from one step's to the next, 8 momentum.
 */
export function sgd(record: usize, step: i32): void {
  const kind = integer(record, 1), bytes = address(record, 2);
  const values = address(record, 3), gradients = address(record, 4), velocities = address(record, 5);
  const learningRate = v128.load32_splat(address(record, 6) + <usize>step * address(record, 7));
  const momentum = f32x4.splat(float(record, 8));
  if (kind == SGD_PLAIN) {
    for (let at: usize = 0; at < bytes; at += 32) {
      const value = values + at, gradient = gradients + at;
      v128.store(value, multiplySubtract(v128.load(gradient), learningRate, v128.load(value)));
      v128.store(value, multiplySubtract(v128.load(gradient, 16), learningRate, v128.load(value, 16)), 16);
    }
  } else {
    for (let at: usize = 0; at < bytes; at += 16) {
      const gradient = v128.load(gradients + at);
      const velocity = multiplyAdd(v128.load(velocities + at), momentum, gradient);
      v128.store(velocities + at, velocity);
      const direction = kind == SGD_NESTEROV ? multiplyAdd(velocity, momentum, gradient) : velocity;
      v128.store(values + at, multiplySubtract(direction, learningRate, v128.load(values + at)));
    }
  }
}
