import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countEvaluations, EvaluationSchedule } from '#core/train/evaluation-schedule.ts';
import { spanSteps } from '#core/spec/training/span.ts';

const count = fc.integer({ min: 1, max: 60 });

it('stops at each multiple of the interval, each epoch’s end and the last step, and nowhere else', () => {
  fc.assert(
    fc.property(count, count, count, (interval, stepsPerEpoch, stepsTotal) => {
      const schedule = new EvaluationSchedule({ interval, stepsPerEpoch, stepsTotal });
      const reached: number[] = [];
      for (let step = 0; step < stepsTotal;) {
        step = schedule.next(step);
        reached.push(step);
      }
      const expected = Array.from({ length: stepsTotal }, (_, index) => index + 1).filter(
        (step) => step % interval === 0 || step % stepsPerEpoch === 0 || step === stepsTotal,
      );
      expect(reached).toEqual(expected);
      expect(countEvaluations({ interval, stepsPerEpoch, stepsTotal })).toBe(1 + reached.length);
    }),
  );
});

it('has nothing after the last step', () => {
  const schedule = new EvaluationSchedule({ interval: 1, stepsPerEpoch: 1, stepsTotal: 5 });
  expect(() => schedule.next(5)).toThrow('before the last one');
});

it('counts a span in steps', () => {
  expect(spanSteps({ unit: 'steps', count: 7 }, 10)).toBe(7);
  expect(spanSteps({ unit: 'epochs', count: 7 }, 10)).toBe(70);
});
