import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateOf, type LearningRateOptions } from '#core/nn/optimizers/learning-rate.ts';

const length = { stepsPerEpoch: 10, stepsTotal: 100 };
const rates = (options: Omit<LearningRateOptions, 'learningRate'>, ...updates: number[]) => {
  const rate = learningRateOf({ learningRate: 0.4, ...options }, length);
  return updates.map(rate);
};
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 14));

describe('the learning rate', () => {
  it('is constant unless the spec says otherwise', () => {
    expect(rates({}, 1, 50, 100)).toEqual([0.4, 0.4, 0.4]);
    expect(rates({ schedule: { kind: 'constant' } }, 1, 100)).toEqual([0.4, 0.4]);
  });

  it('falls in steps, by epochs or by steps', () => {
    const schedule = { kind: 'step', interval: { unit: 'epochs', count: 3 }, factor: 0.5 } as const;
    expect(rates({ schedule }, 1, 30, 31, 60, 61, 91)).toEqual([0.4, 0.4, 0.2, 0.2, 0.1, 0.05]);
    const steps = { ...schedule, interval: { unit: 'steps', count: 2 } } as const;
    expect(rates({ schedule: steps }, 1, 2, 3, 5)).toEqual([0.4, 0.4, 0.2, 0.1]);
  });

  it('falls exponentially, by the factor in each interval', () => {
    const schedule = { kind: 'exponential', interval: { unit: 'steps', count: 10 }, factor: 0.25 } as const;
    expect(rates({ schedule }, 1, 6, 11, 21)).toEqual(close([0.4, 0.2, 0.1, 0.025]));
  });

  it('falls along half a cosine wave, from all of it to the final share at the run’s end', () => {
    const schedule = { kind: 'cosine', final: 0.1 } as const;
    expect(rates({ schedule }, 1, 51, 101)).toEqual(close([0.4, 0.22, 0.04]));
    expect(rates({ schedule: { kind: 'cosine', final: 0 } }, 26)).toEqual(close([0.2 * (1 + Math.SQRT1_2)]));
  });

  it('rises linearly in a warm-up, and the schedule counts from its end', () => {
    const warmup = { unit: 'steps', count: 20 } as const;
    const schedule = { kind: 'cosine', final: 0 } as const;
    expect(rates({ warmup, schedule }, 1, 10, 20, 21, 61, 101)).toEqual(close([0.02, 0.2, 0.4, 0.4, 0.2, 0]));
  });

  it('is positive and never above its value before the end, whatever the schedule', () => {
    const interval = fc.record({
      unit: fc.constantFrom('steps' as const, 'epochs' as const),
      count: fc.integer({ min: 1, max: 30 }),
    });
    const factor = fc.double({ min: 0.01, max: 1, noNaN: true });
    const schedule = fc.oneof(
      fc.record({ kind: fc.constantFrom('step' as const, 'exponential' as const), interval, factor }),
      fc.record({ kind: fc.constant('cosine' as const), final: fc.double({ min: 0, max: 1, noNaN: true }) }),
    );
    fc.assert(
      fc.property(schedule, fc.option(interval, { nil: undefined }), (of, warmup) => {
        const rate = learningRateOf({ learningRate: 1, schedule: of, warmup }, length);
        for (let update = 1; update <= length.stepsTotal; update += 1) {
          expect(rate(update)).toBeGreaterThan(0);
          expect(rate(update)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
