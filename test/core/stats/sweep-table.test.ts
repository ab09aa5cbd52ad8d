import { expect, it } from 'vitest';
import { bestPoints, sweepTable, type SweptRun } from '#core/stats/sweep-table.ts';

const run = (arm: string, last: number | null, status: SweptRun['status'] = 'completed'): SweptRun => ({
  arm,
  last,
  status,
});

const table = sweepTable(
  ['a', 'b'],
  [
    [run('a', 0.5), run('b', 0.25), run('a', 1), run('b', NaN, 'diverged')],
    [run('a', 0.9), run('b', 0.75), run('a', 0.3, 'running'), run('b', null)],
    [run('a', null, 'diverged'), run('b', 0.2, 'cancelled')],
  ],
);

it('takes the final values of completed runs alone, and counts the others', () => {
  expect(table[0][0]).toMatchObject({ arm: 'a', completed: 2, diverged: 0, runs: 2 });
  expect(table[0][0].final).toMatchObject({ n: 2, mean: 0.75, values: [0.5, 1] });
  expect(table[0][1]).toMatchObject({ completed: 1, diverged: 1, runs: 2, final: { n: 1, mean: 0.25 } });
  expect(table[1][0]).toMatchObject({ completed: 1, runs: 2, final: { mean: 0.9 } });
  expect(table[1][1]).toMatchObject({ completed: 2, final: { n: 1, mean: 0.75 } });
  expect(table[2].map(({ final }) => final.mean)).toEqual([null, null]);
});

it('finds each arm’s best point, the first of equal ones', () => {
  expect(bestPoints(table, 'larger')).toEqual([1, 1]);
  expect(bestPoints(table, 'smaller')).toEqual([0, 0]);
  expect(bestPoints(sweepTable(['a'], [[run('a', null)]]), 'larger')).toEqual([null]);
  expect(bestPoints(sweepTable(['a'], [[run('a', 1)], [run('a', 1)]]), 'larger')).toEqual([0]);
  expect(bestPoints([], 'larger')).toEqual([]);
});
