import { describe, expect, it } from 'vitest';
import { augment } from '#core/device/reference/examples/augment.ts';

/** One image of 2 rows and 3 columns, pixels 1 to 6, moved by (dy, dx, flip); what comes in is −1 to −6 by its place. */
function moved(dy: number, dx: number, flip: number): number[] {
  const float = (values: number[]) => ({
    name: 'image',
    rows: 1,
    columns: values.length,
    values: Float64Array.from(values),
  });
  const y = float([0, 0, 0, 0, 0, 0]);
  augment(
    { height: 2, width: 3, channels: 1 },
    {
      x: float([1, 2, 3, 4, 5, 6]),
      y,
      padding: float([-1, -2, -3, -4, -5, -6]),
      moves: { name: 'moves', rows: 1, columns: 3, values: Int32Array.of(dy, dx, flip) },
    },
    0,
  );
  return [...y.values];
}

describe('moves an image', () => {
  it.each([
    ['not at all', [0, 0, 0], [1, 2, 3, 4, 5, 6]],
    ['up', [1, 0, 0], [4, 5, 6, -4, -5, -6]],
    ['down', [-1, 0, 0], [-1, -2, -3, 1, 2, 3]],
    ['left', [0, 1, 0], [2, 3, -3, 5, 6, -6]],
    ['right', [0, -1, 0], [-1, 1, 2, -4, 4, 5]],
    ['as in a mirror', [0, 0, 1], [3, 2, 1, 6, 5, 4]],
    ['left, then as in a mirror', [0, 1, 1], [-1, 3, 2, -4, 6, 5]],
    ['out of sight', [5, -9, 1], [-1, -2, -3, -4, -5, -6]],
  ])('%s', (_, [dy, dx, flip], expected) => {
    expect(moved(dy, dx, flip)).toEqual(expected);
  });
});
