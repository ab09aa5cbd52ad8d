import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { measureFilters } from './filters.ts';
import { buildDatabase } from './lab-database.ts';
import { runLengths, type Scale } from './scale.ts';

/** The sizes at which the benchmark once stopped: too few runs for a filter, runs too short to be evaluated, long ones. */
const SCALES: readonly Scale[] = [
  { runs: 8, points: 1_000 },
  { runs: 8, points: 40_000 },
  { runs: 23, points: 3_000 },
  { runs: 400, points: 1_000 },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bnlab-bench-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(SCALES)('the database is built and filtered with $runs runs and $points points', async (scale) => {
  const file = join(folder, `${scale.runs}-${scale.points}.db`);
  const store = await openStore(file, { mode: 'own' });
  const { runs, points } = await buildDatabase(store, scale, () => {});
  await store.close();

  const { longRuns, longSteps, shortSteps } = runLengths(scale);
  expect(runs).toBe(scale.runs);
  const stepPoints = 2 * (longRuns * longSteps + (runs - longRuns) * shortSteps);
  expect(points).toBeGreaterThanOrEqual(stepPoints);
  // Two evaluations each hundred steps come on top.
  expect(points).toBeLessThanOrEqual(stepPoints * 1.01);

  await measureFilters(file, 1);
});

test('at full scale, a fifth of the points lies in ten runs of a million steps', () => {
  const { longRuns, longSteps, shortSteps } = runLengths({ runs: 10_000, points: 100_000_000 });
  expect([longRuns, longSteps]).toEqual([10, 1_000_000]);
  expect(shortSteps).toBeLessThan(longSteps / 100);
});
