import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unitCircle } from '#core/data/generators/unit-circle.ts';

it('agrees with Math.cos and Math.sin', () => {
  fc.assert(
    fc.property(fc.double({ min: -20, max: 20, noNaN: true }), (turns) => {
      const [x, y] = unitCircle(turns);
      const angle = 2 * Math.PI * (turns - Math.floor(turns));
      expect(Math.abs(x - Math.cos(angle))).toBeLessThan(2e-15);
      expect(Math.abs(y - Math.sin(angle))).toBeLessThan(2e-15);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  [0, [1, 0]],
  [0.25, [0, 1]],
  [0.5, [-1, 0]],
  [0.75, [0, -1]],
  [7, [1, 0]],
  [-0.25, [0, -1]],
])('is exact after %d turns', (turns, point) => {
  expect(unitCircle(turns).map((coordinate) => coordinate + 0)).toEqual(point);
});
