import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holdOut } from '#core/data/hold-out.ts';

const examples = (count: number) => ({
  count,
  values: Float32Array.from({ length: count * 2 }, (_, index) => index),
  labels: Int32Array.from({ length: count }, (_, index) => index),
});

it('parts the examples: each is in one split, with its values, in order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 200 }),
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      fc.nat(),
      (n, share, seed) => {
        const { train, test } = holdOut(examples(n), share, seed, 'f');
        expect(test.count).toBe(Math.max(1, Math.round(n * share)));
        expect([...train.labels, ...test.labels].sort((a, b) => a - b)).toEqual([...examples(n).labels]);
        for (const split of [train, test]) {
          expect([...split.labels]).toEqual([...split.labels].sort((a, b) => a - b));
          expect([...split.values]).toEqual([...split.labels].flatMap((label) => [2 * label, 2 * label + 1]));
        }
      },
    ),
  );
});

it('depends on the seed and on nothing else', () => {
  const drawn = (seed: number) => [...holdOut(examples(100), 0.2, seed, 'f').test.labels];
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
});
