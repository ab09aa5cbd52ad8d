import { test } from 'vitest';
import { describeDevices } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { normals, SIZES, stream } from './test-values.ts';

const EXACTLY = { absolute: 0, relative: 0 };

describeDevices('elementwise', (device) => {
  test('add, all shapes', async () => {
    const comparison = new OpComparison();
    for (const rows of SIZES) {
      for (const columns of SIZES) {
        const [a, b] = ['a', 'b'].map((name) =>
          comparison.float(rows, columns, normals(stream(`${name} ${rows} × ${columns}`), rows * columns)),
        );
        const y = comparison.float(rows, columns);
        comparison.emit({ kind: 'add', a, b, y });
        comparison.expect(`add [${rows}, ${columns}]`, y, { absolute: 0, relative: ROUNDING });
      }
    }
    await comparison.run(device);
  });

  test('reshape: between all shapes of as many elements', async () => {
    const comparison = new OpComparison();
    const shapes = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30, 40, 60, 120].map((rows) => [rows, 240 / rows]);
    for (const [fromRows, fromColumns] of shapes) {
      for (const [toRows, toColumns] of shapes) {
        const x = comparison.float(
          fromRows,
          fromColumns,
          Float32Array.from({ length: 240 }, (_, index) => index + 1),
        );
        const y = comparison.float(toRows, toColumns);
        comparison.emit({ kind: 'reshape', x, y });
        comparison.expect(`[${fromRows}, ${fromColumns}] → [${toRows}, ${toColumns}]`, y, EXACTLY);
      }
    }
    await comparison.run(device);
  });

  test.each([0, 0.2, 0.5, 0.999])('dropout at rate %f: the reference’s mask, step for step', async (rate) => {
    const comparison = new OpComparison();
    const stepNumbers = comparison.int(3, 1, Int32Array.of(1, 2, 40_000));
    for (const rows of SIZES) {
      for (const columns of SIZES) {
        const random = stream(`dropout ${rate} ${rows} × ${columns}`);
        const word = () => random.integer(2 ** 32) | 0;
        const x = comparison.float(rows, columns, normals(random, rows * columns));
        const y = comparison.float(rows, columns);
        comparison.emit({
          kind: 'dropout',
          x,
          y,
          keys: comparison.int(1, 2, Int32Array.of(word(), word())),
          stepNumbers,
          rate,
        });
        comparison.expect(`dropout [${rows}, ${columns}]`, y, { absolute: 0, relative: 4 * ROUNDING });
      }
    }
    await comparison.run(device, 3);
  });

  test('what dropout drops is 0, whatever it was', async () => {
    const comparison = new OpComparison();
    const x = comparison.float(40, 40, new Float32Array(1600).fill(NaN));
    const y = comparison.float(40, 40);
    const keys = comparison.int(1, 2, Int32Array.of(12, -34));
    comparison.emit({ kind: 'dropout', x, y, keys, stepNumbers: comparison.int(1, 1, Int32Array.of(7)), rate: 0.5 });
    comparison.expect('dropout of NaN', y, EXACTLY);
    await comparison.run(device);
  });
});
