import { describe, test } from 'vitest';
import { describeDevices } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { normals, SIZES, stream } from './test-values.ts';

const EXAMPLES = 23;
const STEPS = [1, 2, 3];

/** Some examples twice, the first and the last one, and rows without an example. */
function indices(name: string, batchSize: number): Int32Array {
  const random = stream(name);
  const drawn = Int32Array.from({ length: STEPS.length * batchSize }, () => random.integer(EXAMPLES + 2) - 1);
  return drawn.map((index) => (index === EXAMPLES ? EXAMPLES - 1 : index));
}

describeDevices('gather', (device) => {
  describe.each(['byte', 'float'] as const)('from %ss', (elementType) => {
    test.each(STEPS)('all shapes; step %i takes its own row of indices', async (steps) => {
      const comparison = new OpComparison();
      for (const rows of SIZES) {
        for (const features of SIZES) {
          const name = `${elementType} [${rows}, ${features}]`;
          const random = stream(name);
          const bytes = Uint8Array.from({ length: EXAMPLES * features }, () => random.integer(256));
          const floats = normals(random, EXAMPLES * features, 10);
          const scale = normals(random, features, 0.01);
          const shift = normals(random, features);
          const chosen = indices(`indices ${name}`, rows);
          const values = elementType === 'byte' ? bytes : floats;
          const x = comparison.float(rows, features, new Float32Array(rows * features).fill(7));
          const batchLabels = comparison.int(rows, 1);
          comparison.emit({
            kind: 'gather',
            values:
              elementType === 'byte'
                ? comparison.byte(EXAMPLES, features, bytes)
                : comparison.float(EXAMPLES, features, floats),
            labels: comparison.int(
              EXAMPLES,
              1,
              Int32Array.from({ length: EXAMPLES }, (_, index) => index % 10),
            ),
            indices: comparison.int(STEPS.length, rows, chosen),
            scale: comparison.float(1, features, scale),
            shift: comparison.float(1, features, shift),
            x,
            batchLabels,
          });
          const magnitude = Float64Array.from({ length: rows * features }, (_, position) => {
            const feature = position % features;
            const example = chosen[(steps - 1) * rows + Math.floor(position / features)];
            if (example < 0) return 0;
            return Math.abs(values[example * features + feature] * scale[feature]) + Math.abs(shift[feature]);
          });
          // One rounding of the product where it is not fused, one of the sum. A missing example must be exactly 0.
          comparison.expect(`x ${name}`, x, { absolute: 0, relative: 2 * ROUNDING, of: magnitude });
          comparison.expect(`batchLabels ${name}`, batchLabels, { absolute: 0, relative: 0 });
        }
      }
      await comparison.run(device, steps);
    });
  });

  describe.each(['byte', 'float'] as const)('images from %ss', (elementType) => {
    test.each([1, 2, 3, 8, 9])('%i channels, as only a convolution or as any op has them', async (channels) => {
      const comparison = new OpComparison();
      for (const positions of [2, 9, 35, 49]) {
        for (const touched of [false, true]) {
          const features = positions * channels;
          const name = `${elementType} image ${positions} × ${channels} ${touched}`;
          const random = stream(name);
          const bytes = Uint8Array.from({ length: EXAMPLES * features }, () => random.integer(256));
          const floats = normals(random, EXAMPLES * features, 10);
          const rows = 7;
          const x = comparison.float(rows * positions, channels, new Float32Array(rows * features).fill(7));
          const chosen = indices(name, rows).slice(0, rows);
          // Another op on x makes it an ordinary matrix, for devices that lay images out in a way of their own.
          if (touched) comparison.emit({ kind: 'columnSum', x, sum: comparison.float(1, channels) });
          comparison.emit({
            kind: 'gather',
            values:
              elementType === 'byte'
                ? comparison.byte(EXAMPLES, features, bytes)
                : comparison.float(EXAMPLES, features, floats),
            labels: comparison.int(
              EXAMPLES,
              1,
              Int32Array.from({ length: EXAMPLES }, (_, index) => index % 10),
            ),
            indices: comparison.int(1, rows, chosen),
            scale: comparison.float(1, features, normals(random, features, 0.01)),
            shift: comparison.float(1, features, normals(random, features)),
            x,
            batchLabels: comparison.int(rows, 1),
          });
          // Products are below 10 · 256 · 0.05 and shifts below 5; each is rounded once.
          comparison.expect(name, x, { absolute: 2 * 133 * ROUNDING, relative: 0 });
        }
      }
      await comparison.run(device);
    });
  });
});
