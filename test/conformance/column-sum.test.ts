import { test } from 'vitest';
import { describeDevices } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { DISTRIBUTIONS, DISTRIBUTION_NAMES, magnitudes, SIZES, stream } from './test-values.ts';

describeDevices('columnSum', (device) => {
  test.each(DISTRIBUTION_NAMES)('numbers of the kind %s, all shapes', async (distribution) => {
    const comparison = new OpComparison();
    for (const rows of [...SIZES, 64, 65, 1000]) {
      for (const columns of SIZES) {
        const label = `${distribution} [${rows}, ${columns}]`;
        const values = DISTRIBUTIONS[distribution](stream(label), rows * columns);
        const emit = (of: Float32Array) => {
          const sum = comparison.float(1, columns);
          comparison.emit({ kind: 'columnSum', x: comparison.float(rows, columns, of), sum });
          return sum;
        };
        // At most one rounding per row, of the sum of the magnitudes.
        const relative = rows * ROUNDING;
        comparison.expect(label, emit(values), { absolute: 1e-40, relative, of: emit(magnitudes(values)) });
      }
    }
    await comparison.run(device);
  });
});
