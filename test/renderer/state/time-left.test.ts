import { describe, expect, it } from 'vitest';
import { experimentTimeLeft, runTimeLeft } from '#renderer/state/time-left.ts';
import { runRecord } from './records.fixture.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');

describe('runTimeLeft', () => {
  it('goes on at the mean speed so far', () =>
    expect(runTimeLeft(runRecord({ steps: 25, stepsTotal: 100 }), start + 10_000)).toBe(30_000));

  it('says nothing before there is a speed', () => {
    expect(runTimeLeft(runRecord({ steps: 0 }), start + 10_000)).toBeNull();
    expect(runTimeLeft(runRecord({ steps: 5 }), start + 200)).toBeNull();
    expect(runTimeLeft(runRecord({ steps: 50, status: 'completed' }), start + 10_000)).toBeNull();
  });
});

describe('experimentTimeLeft', () => {
  it('counts runs side by side and queued ones', () => {
    const runs = [
      runRecord({ id: 'a', steps: 50 }),
      runRecord({ id: 'b', steps: 50 }),
      runRecord({ id: 'c', steps: 0, status: 'queued', startedAt: null, stepsTotal: null }),
    ];
    // 100 steps took 10 s; 50 + 50 + 100 are left.
    expect(experimentTimeLeft(runs, start + 10_000)).toBe(20_000);
  });

  it('does not count what a run that ended early left undone', () => {
    const runs = [runRecord({ id: 'a', steps: 10, status: 'diverged' }), runRecord({ id: 'b', steps: 90 })];
    expect(experimentTimeLeft(runs, start + 10_000)).toBe(1_000);
  });
});
