import fc from 'fast-check';
import type { SweepSpec } from '#core/spec/sweep/sweep.ts';

/** Sweeps that fit any arbitrary experiment whose arms leave what is swept to the base. */

const rate = fc.double({ min: 1e-5, max: 10, noNaN: true });
const ends = (number: fc.Arbitrary<number>, apart: number) =>
  fc.tuple(number, number).map(([from, width]) => ({ from, to: from + apart + width }));

const rates = fc.oneof(
  fc.uniqueArray(rate, { minLength: 1, maxLength: 4 }).map((values) => ({ kind: 'values' as const, values })),
  fc
    .tuple(fc.constantFrom('linear' as const, 'log' as const), ends(rate, 0.1), fc.integer({ min: 2, max: 6 }))
    .map(([kind, range, count]) => ({ kind, ...range, count })),
);

const steps = fc
  .tuple(ends(fc.integer({ min: 1, max: 500 }), 20), fc.integer({ min: 2, max: 4 }))
  .map(([range, count]) => ({ kind: 'linear' as const, ...range, count, whole: true }));

const grid = fc
  .record({ 'optimizer.learningRate': rates, 'duration.count': steps }, { requiredKeys: ['duration.count'] })
  .map((axes) => ({ kind: 'grid' as const, axes }));

const random = fc
  .record({
    count: fc.integer({ min: 1, max: 20 }),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    range: ends(rate, 0.1),
  })
  .map(({ count, seed, range }) => ({
    kind: 'random' as const,
    count,
    seed,
    axes: {
      'optimizer.learningRate': { kind: 'logUniform' as const, ...range },
      'duration.count': { kind: 'integer' as const, from: 1, to: 1_000_000 },
    },
  }));

const list = fc
  .uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 6 })
  .map((counts) => ({ kind: 'list' as const, points: counts.map((count) => ({ 'duration.count': count })) }));

export const arbitrarySweep: fc.Arbitrary<SweepSpec> = fc.oneof(grid, random, list);
