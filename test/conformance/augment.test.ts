import { describe, test } from 'vitest';
import type { BufferId } from '#core/plan/plan.ts';
import { describeDevices } from './devices.ts';
import { OpComparison } from './op-comparison.ts';
import { normals, stream } from './test-values.ts';

const STEPS = [1, 2, 3];
const SHAPES = [
  [1, 1, 1],
  [2, 3, 1],
  [7, 5, 3],
  [8, 8, 4],
  [9, 1, 8],
  [3, 10, 9],
];
const BATCH_SIZES = [1, 2, 7];

const EXACT = { absolute: 0, relative: 0 };

describeDevices('augment', (device) => {
  describe.each(['rows', 'positions'] as const)('of images as %s', (form) => {
    test.each(STEPS)('all shapes; step %i takes its own row of moves', async (steps) => {
      const comparison = new OpComparison();
      for (const shape of SHAPES) {
        for (const batchSize of BATCH_SIZES) {
          const y = emit(comparison, batchSize, shape, form);
          comparison.expect(`y ${form} ${batchSize} of ${shape.join(' × ')}`, y, EXACT);
        }
      }
      await comparison.run(device, steps);
    });
  });
});

/** Rows: an image is a row of x. Positions: it is as many rows as it has positions. */
function emit(
  comparison: OpComparison,
  batchSize: number,
  shape: readonly number[],
  form: 'rows' | 'positions',
): BufferId {
  const [height, width, channels] = shape;
  const random = stream(`${form} ${batchSize} of ${shape.join(' × ')}`);
  const features = height * width * channels;
  const [rows, columns] = form === 'rows' ? [batchSize, features] : [batchSize * height * width, channels];
  // Up to two pixels beyond the image, so that some see nothing of it.
  const move = (extent: number) => random.integer(2 * extent + 5) - extent - 2;
  const moves = Int32Array.from(
    STEPS.flatMap(() => Array.from({ length: batchSize }, () => [move(height), move(width), random.integer(2)]).flat()),
  );
  const y = comparison.float(rows, columns, new Float32Array(rows * columns).fill(7));
  comparison.emit({
    kind: 'augment',
    x: comparison.float(rows, columns, normals(random, rows * columns)),
    y,
    moves: comparison.int(STEPS.length, 3 * batchSize, moves),
    padding: comparison.float(1, features, normals(random, features)),
    height,
    width,
    channels,
  });
  return y;
}
