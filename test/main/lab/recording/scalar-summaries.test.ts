import { expect, it } from 'vitest';
import { ScalarSummaries } from '#main/lab/recording/scalar-summaries.ts';
import { points } from '#test/fixtures/points.ts';

it('keeps the last and the best value of scalar series: largest accuracy, smallest loss', () => {
  const summaries = new ScalarSummaries();
  summaries.add(points('test/accuracy', 0, [0.5, 0.75]));
  summaries.add(points('test/accuracy', 2, [0.625]));
  summaries.add(points('train/loss', 1, [3, 1, 2]));
  summaries.add(points('layers.0.batchNorm/runningMean', 0, [1, 2], 1, 2));
  expect(summaries.toRecord()).toEqual({
    'test/accuracy': { last: 0.625, best: 0.75 },
    'train/loss': { last: 2, best: 1 },
  });
});

it('never takes a value that is not finite as the best, and shows no last value for it', () => {
  const summaries = new ScalarSummaries();
  summaries.add(points('train/loss', 1, [Number.NaN]));
  expect(summaries.toRecord()).toEqual({ 'train/loss': { last: null, best: null } });
  summaries.add(points('train/loss', 2, [4, -Infinity, Infinity]));
  expect(summaries.toRecord()).toEqual({ 'train/loss': { last: null, best: 4 } });
});
