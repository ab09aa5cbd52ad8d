import { test } from 'vitest';
import { describeDevices } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { normals, stream } from './test-values.ts';

const FORMS = [
  { momentum: 0, nesterov: false },
  { momentum: 0.9, nesterov: false },
  { momentum: 0.9, nesterov: true },
];

const SHAPES = [
  [3, 2],
  [1, 1],
  [7, 9],
  [1, 100],
  [128, 128],
  [9, 8],
];

describeDevices('sgd', (device) => {
  test.each(FORMS)('momentum $momentum, nesterov $nesterov: every parameter, several steps', async (form) => {
    const comparison = new OpComparison();
    SHAPES.forEach(([rows, columns], index) => {
      const values = ['value', 'gradient', 'velocity'].map((name) =>
        normals(stream(`${name} ${index}`), rows * columns),
      );
      const parameter = comparison.parameter(`parameter ${index}`, rows, columns, values, form.momentum > 0 ? 1 : 0);
      // Three steps of at most five roundings each, of values that stay below 8.
      const tolerance = { absolute: 3 * 5 * 8 * ROUNDING, relative: 0 };
      for (const buffer of [parameter.value, ...parameter.moments])
        comparison.expect(parameter.path, buffer, tolerance);
      comparison.expect(`${parameter.path} gradient`, parameter.gradient, { absolute: 0, relative: 0 });
    });
    // A learning rate of its own for each step.
    const schedule = comparison.float(3, 3, Float32Array.of(0.05, 1, 1, 0.02, 1, 1, 0.01, 1, 1));
    comparison.emit({ kind: 'sgd', schedule, ...form });
    await comparison.run(device, 3);
  });
});
