import { describe, test } from 'vitest';
import type { ParameterInfo } from '#core/plan/plan.ts';
import { describeDevices, smallestFloat } from './devices.ts';
import { OpComparison, ROUNDING, type Tolerance } from './op-comparison.ts';
import { normals, stream } from './test-values.ts';

const SHAPES = [
  [3, 2],
  [1, 1],
  [7, 9],
  [1, 100],
  [128, 128],
  [9, 8],
];
const STEPS = 3;

/** A learning rate, and Adam's corrections, of its own for each step. */
function scheduleValues(): Float32Array<ArrayBuffer> {
  return Float32Array.from([1, 2, 3].flatMap((t) => [0.05 / t, 1 / (1 - 0.9 ** t), 1 / Math.sqrt(1 - 0.999 ** t)]));
}

/** Parameters with gradients of the given order; moments start above 0, as after some steps. */
function parameters(comparison: OpComparison, moments: number, order: number): ParameterInfo[] {
  return SHAPES.map(([rows, columns], index) => {
    const draw = (name: string, deviation: number) => normals(stream(`${name} ${index}`), rows * columns, deviation);
    const squares = draw('square', order).map((value) => value * value);
    const values = [draw('value', 1), draw('gradient', order), draw('first', order), squares];
    const [value, gradient, first, second] = values;
    const kept = { 0: [], 1: [second], 2: [second, first] }[moments] ?? [];
    return comparison.parameter(`parameter ${index}`, rows, columns, [value, gradient, ...kept], moments);
  });
}

describeDevices('optimizers', (device) => {
  const smallest = smallestFloat(device);
  // Three steps of a few roundings each: of values below 8, and of updates that are at most some learning rates long.
  const value = { absolute: STEPS * 16 * 8 * ROUNDING, relative: 0 };

  describe.each([1, 1e-6, 1e4])('gradients of the order %f', (order) => {
    const moment = { absolute: 8 * ROUNDING * order * order + smallest, relative: STEPS * 8 * ROUNDING };
    const velocity = { absolute: 64 * ROUNDING, relative: STEPS * 8 * ROUNDING };

    test('adam: every parameter and both moments, several steps', async () => {
      const comparison = new OpComparison();
      // Moment 0 is the first and moment 1 the second: the helper makes the squares first.
      const all = SHAPES.map(([rows, columns], index) => {
        const draw = (name: string, deviation: number) =>
          normals(stream(`${name} ${index}`), rows * columns, deviation);
        const second = draw('square', order).map((x) => x * x + (order / 10) ** 2);
        const values = [draw('value', 1), draw('gradient', order), draw('first', order), second];
        return comparison.parameter(`parameter ${index}`, rows, columns, values, 2);
      });
      const schedule = comparison.float(STEPS, 3, scheduleValues());
      comparison.emit({ kind: 'adam', schedule, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
      for (const { path, value: buffer, moments } of all) {
        comparison.expect(path, buffer, value);
        comparison.expect(`first moment of ${path}`, moments[0], { absolute: 16 * ROUNDING * order, relative: 0 });
        comparison.expect(`second moment of ${path}`, moments[1], moment);
      }
      await comparison.run(device, STEPS);
    });

    test.each([0, 0.9])('rmsprop with momentum %f: every parameter and moment, several steps', async (momentum) => {
      const comparison = new OpComparison();
      const all = parameters(comparison, momentum > 0 ? 2 : 1, order);
      const schedule = comparison.float(STEPS, 3, scheduleValues());
      comparison.emit({ kind: 'rmsprop', schedule, alpha: 0.99, epsilon: 1e-8, momentum });
      for (const { path, value: buffer, moments } of all) {
        // A direction may be 10 units long (gradient / √(gradient² / 100)), and a velocity starts at the gradient's order.
        const reach = momentum > 0 ? 1 + order : 1;
        comparison.expect(path, buffer, { absolute: value.absolute * reach, relative: 0 });
        comparison.expect(`square average of ${path}`, moments[0], moment);
        if (momentum > 0) {
          comparison.expect(`velocity of ${path}`, moments[1], { ...velocity, absolute: velocity.absolute * reach });
        }
      }
      await comparison.run(device, STEPS);
    });
  });

  test('weight decay, coupled and not: the listed parameters and no other', async () => {
    for (const kind of ['addWeightDecay', 'decayWeights'] as const) {
      const comparison = new OpComparison();
      const all = parameters(comparison, 0, 1);
      const listed = { weightDecay: 0.1, parameters: [0, 2, 5] };
      const schedule = comparison.float(STEPS, 3, scheduleValues());
      if (kind === 'addWeightDecay') comparison.emit({ kind, ...listed });
      else comparison.emit({ kind, schedule, ...listed });
      all.forEach(({ path, value: buffer, gradient }, index) => {
        const tolerance = { absolute: listed.parameters.includes(index) ? STEPS * 2 * 8 * ROUNDING : 0, relative: 0 };
        comparison.expect(`${kind} ${path}`, buffer, tolerance);
        comparison.expect(`${kind} gradient of ${path}`, gradient, tolerance);
      });
      await comparison.run(device, STEPS);
    }
  });

  test.each([1e-3, 5, 1e4])('gradients clipped to the norm %f', async (maxNorm) => {
    const comparison = new OpComparison();
    const all = parameters(comparison, 0, 1);
    comparison.emit({ kind: 'clipGradients', maxNorm });
    const exact = { absolute: 0, relative: 0 };
    expectGradients(comparison, all, { absolute: smallest, relative: maxNorm > 1e3 ? 0 : 200 * ROUNDING });
    for (const { path, value: buffer } of all) comparison.expect(path, buffer, exact);
    await comparison.run(device);
  });

  test('a gradient that is NaN makes every clipped gradient NaN', async () => {
    const comparison = new OpComparison();
    const all = [0, 1].map((index) =>
      comparison.parameter(
        `p${index}`,
        1,
        3,
        [Float32Array.of(1, 2, 3), Float32Array.of(1, index === 0 ? NaN : 1, 2)],
        0,
      ),
    );
    comparison.emit({ kind: 'clipGradients', maxNorm: 1 });
    expectGradients(comparison, all, { absolute: 0, relative: 0 });
    await comparison.run(device);
  });
});

function expectGradients(comparison: OpComparison, all: readonly ParameterInfo[], tolerance: Tolerance): void {
  for (const { path, gradient } of all) comparison.expect(`gradient of ${path}`, gradient, tolerance);
}
