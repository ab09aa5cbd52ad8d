import { test } from 'vitest';
import { describeDevices, smallestFloat } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { normals, SIZES, stream } from './test-values.ts';

const SUM = 112 * ROUNDING;

/** The last is more than one pass of a sum takes. */
const ROWS = [...SIZES, 200];

describeDevices('weightNorm', (device) => {
  const smallest = smallestFloat(device);

  test.each([1, 1e-8, 1e8])('directions of the order %f, all shapes', async (order) => {
    const comparison = new OpComparison();
    for (const rows of ROWS) {
      for (const columns of SIZES) {
        const label = `${rows} × ${columns} ${order}`;
        const draw = (name: string, size: number, deviation: number) =>
          normals(stream(`${name} ${label}`), size, deviation);
        const directions = draw('direction', rows * columns, order);
        const gradients = draw('gradWeight', rows * columns, 0.1);
        const direction = comparison.float(rows, columns, directions);
        const magnitude = comparison.float(1, columns, draw('magnitude', columns, 1));
        const weight = comparison.float(rows, columns);
        const norm = comparison.float(1, columns);
        comparison.emit({ kind: 'weightNorm', direction, magnitude, weight, norm });
        comparison.expect(`norm ${label}`, norm, { absolute: 0, relative: SUM });
        comparison.expect(`weight ${label}`, weight, { absolute: smallest, relative: SUM });

        const gradMagnitude = comparison.float(1, columns);
        const gradDirection = comparison.float(rows, columns);
        const gradWeight = comparison.float(rows, columns, gradients);
        const forward = { direction, magnitude, norm };
        comparison.emit({ kind: 'weightNormBackward', ...forward, gradWeight, gradDirection, gradMagnitude });
        const norms = new Float64Array(columns);
        directions.forEach((value, index) => (norms[index % columns] += value * value));
        const sums = new Float64Array(columns);
        directions.forEach((value, index) => {
          const column = index % columns;
          sums[column] += Math.abs(gradients[index] * value) / Math.sqrt(norms[column]);
        });
        comparison.expect(`gradMagnitude ${label}`, gradMagnitude, { absolute: smallest, relative: SUM, of: sums });
        const magnitudes = draw('magnitude', columns, 1);
        const across = Float64Array.from(gradients, (gradient, index) => {
          const column = index % columns;
          const length = Math.sqrt(norms[column]);
          const along = (sums[column] * Math.abs(directions[index])) / length;
          return (Math.abs(magnitudes[column]) / length) * (Math.abs(gradient) + along);
        });
        comparison.expect(`gradDirection ${label}`, gradDirection, { absolute: smallest, relative: SUM, of: across });
      }
    }
    await comparison.run(device);
  });
});
