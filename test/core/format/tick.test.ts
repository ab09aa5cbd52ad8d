import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatTick, stepOfTicks } from '#core/format/tick.ts';

const written = (...ticks: number[]) => ticks.map((tick) => formatTick(tick, stepOfTicks(ticks)));

it('writes neighbouring ticks differently, with the digits of their step', () => {
  expect(written(2.305, 2.3075, 2.31, 2.3125)).toEqual(['2.305', '2.3075', '2.31', '2.3125']);
  expect(written(0, 5e-6, 1e-5, 1.5e-5)).toEqual(['0', '5e−6', '1e−5', '1.5e−5']);
  expect(written(-2.1e-5, -2e-5)).toEqual(['−2.1e−5', '−2e−5']);
  expect(written(1_000_100, 1_000_200)).toEqual(['1.0001M', '1.0002M']);
  expect(written(0, 20_000, 40_000)).toEqual(['0', '20k', '40k']);
  expect(written(1_000, 2_000)).toEqual(['1,000', '2,000']);
  expect(written(-0.2, -0.1, 2.7e-17, 0.1)).toEqual(['−0.2', '−0.1', '0', '0.1']);
  expect(written(1.5e9, 2e9)).toEqual(['1.5e9', '2e9']);
});

it('shows a single tick with three digits', () => {
  expect(written(1.5e-5)).toEqual(['1.5e−5']);
  expect(written(0.25)).toEqual(['0.25']);
});

it('never writes two ticks alike', () => {
  const step = fc.record({ factor: fc.constantFrom(1, 2, 2.5, 5), power: fc.integer({ min: -9, max: 9 }) });
  fc.assert(
    fc.property(step, fc.integer({ min: -5_000, max: 5_000 }), ({ factor, power }, first) => {
      const size = factor * 10 ** power;
      const ticks = Array.from({ length: 6 }, (_, k) => (first + k) * size);
      expect(new Set(written(...ticks)).size).toBe(6);
    }),
  );
});
