import { describe, expect, it } from 'vitest';
import { expandSweep } from '#core/spec/sweep/expand-sweep.ts';
import { findRecipe } from '#test/core/spec/recipes/find-recipe.ts';
import { groupBySweep, sweepTitle, sweepTotals } from '#renderer/state/sweep-groups.ts';
import { experimentRecord } from './records.fixture.ts';

const { spec } = findRecipe('learning-rate-sweep');

/** As the lab lists them: newest first. */
const points = expandSweep(spec)
  .map(({ point, spec: { title } }, index) =>
    experimentRecord({ id: `point-${index}`, title, sweepId: 'sweep', sweepPoint: point as Record<string, number> }),
  )
  .reverse();

it('puts a sweep’s experiments together, in the order of its points, where the newest stands', () => {
  const [newer, older] = [experimentRecord({ id: 'newer' }), experimentRecord({ id: 'older' })];
  const entries = groupBySweep([newer, ...points.slice(0, 3), older, ...points.slice(3)]);
  expect(entries.map((entry) => (entry.kind === 'sweep' ? entry.id : entry.experiment.id))).toEqual([
    'newer',
    'sweep',
    'older',
  ]);
  const sweep = entries[1];
  expect(sweep).toMatchObject({ kind: 'sweep', title: spec.title });
  expect(sweep.kind === 'sweep' && sweep.experiments.map(({ id }) => id)).toEqual(
    points.map((_, index) => `point-${index}`),
  );
});

it('knows the title that its experiments share, also where it was cut', () => {
  for (const experiment of points) expect(sweepTitle(experiment)).toBe(spec.title);
  expect(sweepTitle(experimentRecord({ title: 'Long… · units 4… (2)', sweepPoint: { units: 44 } }))).toBe('Long…');
});

describe('the totals of a sweep', () => {
  const none = { ...experimentRecord().runs, total: 4, running: 0 };
  const done = experimentRecord({ status: 'completed', progress: 1, runs: { ...none, completed: 3, diverged: 1 } });
  const waiting = experimentRecord({ status: 'queued', progress: 0, runs: { ...none, queued: 4 } });

  it('are sums, and progress is weighed by runs', () => {
    expect(sweepTotals([done, waiting])).toMatchObject({
      total: 8,
      ended: 4,
      diverged: 1,
      progress: 0.5,
      status: 'running',
    });
  });

  it('have the status of what is left to do', () => {
    const of = (...statuses: (typeof done.status)[]) =>
      sweepTotals(statuses.map((status) => ({ ...done, status }))).status;
    expect(of('completed', 'completed')).toBe('completed');
    expect(of('queued', 'queued')).toBe('queued');
    expect(of('completed', 'paused')).toBe('paused');
    expect(of('completed', 'incomplete')).toBe('incomplete');
    expect(of('completed', 'cancelled')).toBe('cancelled');
    expect(sweepTotals([])).toMatchObject({ total: 0, progress: 0, status: 'completed' });
  });
});
