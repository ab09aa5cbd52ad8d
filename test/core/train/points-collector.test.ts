import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PointsCollector } from '#core/train/points-collector.ts';

describe('PointsCollector', () => {
  it('joins evenly spaced points, and begins anew where the spacing changes', () => {
    const points = new PointsCollector();
    for (const step of [0, 5, 10, 12]) points.add('test/loss', step, [step]);
    expect(points.drain()).toEqual([
      { kind: 'points', series: 'test/loss', firstStep: 0, stride: 5, width: 1, values: Float32Array.of(0, 5, 10) },
      { kind: 'points', series: 'test/loss', firstStep: 12, stride: 1, width: 1, values: Float32Array.of(12) },
    ]);
    expect(points.drain()).toEqual([]);
  });

  it('keeps vectors whole', () => {
    const points = new PointsCollector();
    points.add('layers.0.batchNorm/runningMean', 0, [1, 2, 3]);
    points.add('layers.0.batchNorm/runningMean', 4, [4, 5, 6]);
    expect(points.drain()).toMatchObject([{ stride: 4, width: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) }]);
  });

  it('loses no point, whatever the steps and whenever it is drained', () => {
    const gaps = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 3 }), drain: fc.boolean() }), { maxLength: 40 });
    fc.assert(
      fc.property(gaps, (points) => {
        const collector = new PointsCollector();
        const events = [];
        const added: number[] = [];
        let step = 0;
        for (const { gap, drain } of points) {
          step += gap;
          collector.add('s', step, [step]);
          added.push(step);
          if (drain) events.push(...collector.drain());
        }
        events.push(...collector.drain());
        const announced = events.flatMap(({ firstStep, stride, values }) =>
          Array.from(values, (value, index) => ({ step: firstStep + index * stride, value })),
        );
        expect(announced).toEqual(added.map((value) => ({ step: value, value })));
      }),
    );
  });

  it('refuses points that go back', () => {
    const points = new PointsCollector();
    points.add('s', 3, [1]);
    expect(() => points.add('s', 3, [1])).toThrow('ascend');
  });
});
