import { test } from 'vitest';
import type { ActivationFunction } from '#core/plan/activation-function.ts';
import { ELEMENTWISE } from '#core/device/reference/matrix/activation.ts';
import { describeDevices, smallestFloat } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { normals, SIZES, stream } from './test-values.ts';

const FUNCTIONS: ActivationFunction[] = ['sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'gelu', 'identity'];

/** Where float32 implementations break: signed zeros, tiny values, switches of formula, saturation, overflow. */
const MAGNITUDES = [0, 1e-38, 1e-20, 1e-6, 1e-3, 0.1, 0.5, 0.624, 0.625, 0.626, 1, 2, 3, 5, 8, 9, 10, 13, 16, 17, 20]
  .concat([30, 60, 86, 87, 87.3, 87.4, 88, 88.5, 89, 100, 1e3, 1e4, 1e10, 1e20, 1e30, 3e38, Infinity])
  .concat(Array.from({ length: 400 }, (_, index) => index / 32));
const EXTREMES = Float32Array.from([...MAGNITUDES, ...MAGNITUDES.map((x) => -x), NaN]);

/** Sixteen roundings of the value, and as many of the function's own scale, 1, where it saturates or crosses zero. */
const ELEMENTARY = { absolute: 16 * ROUNDING, relative: 16 * ROUNDING };

describeDevices('activation', (device) => {
  test.each(FUNCTIONS)('%s, all shapes', async (name) => {
    const comparison = new OpComparison();
    for (const rows of SIZES) {
      for (const columns of SIZES) {
        const values = normals(stream(`${name} ${rows} × ${columns}`), rows * columns, 4);
        const x = comparison.float(rows, columns, values);
        const y = comparison.float(rows, columns);
        comparison.emit({ kind: 'activation', function: name, x, y });
        comparison.expect(`${name} [${rows}, ${columns}]`, y, ELEMENTARY);
      }
    }
    await comparison.run(device);
  });

  test.each(FUNCTIONS)('%s at extreme values', async (name) => {
    const comparison = new OpComparison();
    const x = comparison.float(1, EXTREMES.length, EXTREMES);
    const y = comparison.float(1, EXTREMES.length);
    comparison.emit({ kind: 'activation', function: name, x, y });
    comparison.expect(name, y, ELEMENTARY);
    await comparison.run(device);
  });

  test.each(FUNCTIONS)('the gradient of %s at extreme values and all shapes', async (name) => {
    const comparison = new OpComparison();
    const finite = EXTREMES.filter((x) => Number.isFinite(x) && (x === 0 || Math.abs(x) >= smallestFloat(device)));
    addGradient(comparison, name, 1, finite.length, finite);
    for (const rows of SIZES) {
      for (const columns of SIZES) {
        const values = normals(stream(`gradient of ${name} ${rows} × ${columns}`), rows * columns, 4);
        addGradient(comparison, name, rows, columns, values);
      }
    }
    await comparison.run(device);
  });
});

/** The device gets y as the reference computes it, so that the gradient alone is on trial. */
function addGradient(
  comparison: OpComparison,
  name: ActivationFunction,
  rows: number,
  columns: number,
  values: Float32Array<ArrayBuffer>,
): void {
  const gradients = normals(stream(`gradOutput ${rows} × ${columns}`), rows * columns);
  const x = comparison.float(rows, columns, values);
  const y = comparison.float(rows, columns, values.map(ELEMENTWISE[name].f));
  const gradOutput = comparison.float(rows, columns, gradients);
  const gradInput = comparison.float(rows, columns);
  comparison.emit({ kind: 'activationBackward', function: name, x, y, gradOutput, gradInput });
  // No slope here exceeds 1.13, so rounding is measured against the gradient that comes in.
  comparison.expect(`${name}′ [${rows}, ${columns}]`, gradInput, {
    absolute: 1e-37,
    relative: 16 * ROUNDING,
    of: gradOutput,
  });
}
