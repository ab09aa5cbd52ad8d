import { describe, expect, it } from 'vitest';
import { meanShare, runShare, runTimeLeft, timeLeft } from '#core/run/progress.ts';
import { runRecord } from '#test/fixtures/records.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');

describe('runShare', () => {
  it('is 1 for a run that ended by itself, and what was made of one that was ended', () => {
    expect(runShare(runRecord({ steps: 3, status: 'diverged' }))).toBe(1);
    expect(runShare(runRecord({ steps: 40, status: 'failed' }))).toBe(0.4);
  });

  it('is below 1 for a run that made its last step and has not ended', () =>
    expect(runShare(runRecord({ steps: 100 }))).toBeLessThan(1));
});

describe('meanShare', () => {
  it('does not fall when a run tells how many steps it will make', () => {
    const ended = runRecord({ id: 'a', steps: 100, status: 'completed' });
    const unknown = { id: 'b', steps: 0, status: 'running', stepsTotal: null } as const;
    const before = meanShare([ended, runRecord(unknown)]);
    expect(before).toBe(0.5);
    expect(meanShare([ended, runRecord({ ...unknown, stepsTotal: 4_000 })])).toBe(before);
  });
});

describe('runTimeLeft', () => {
  it('goes on at the mean speed so far', () =>
    expect(runTimeLeft(runRecord({ steps: 25, stepsTotal: 100 }), start + 10_000)).toBe(30_000));

  it('says nothing before there is a speed', () => {
    expect(runTimeLeft(runRecord({ steps: 0 }), start + 10_000)).toBeNull();
    expect(runTimeLeft(runRecord({ steps: 5 }), start + 200)).toBeNull();
    expect(runTimeLeft(runRecord({ steps: 1, stepsTotal: 1_000 }), start + 2_000)).toBeNull();
    expect(runTimeLeft(runRecord({ steps: 50, status: 'completed' }), start + 10_000)).toBeNull();
  });

  it('does not take a night in which the run was paused for work', () =>
    expect(runTimeLeft(runRecord({ steps: 50, durationMs: 10_000 }), start + 36_000_000)).toBeNull());
});

describe('timeLeft', () => {
  it('counts runs side by side and queued ones', () => {
    const runs = [
      runRecord({ id: 'a', steps: 50 }),
      runRecord({ id: 'b', steps: 50 }),
      runRecord({ id: 'c', steps: 0, status: 'queued', startedAt: null, stepsTotal: null }),
    ];
    // A run takes 20 s. Two whole ones are left, two at a time.
    expect(timeLeft(runs, start + 10_000)).toBe(20_000);
  });

  it('is at least what the longest of the open runs still takes', () => {
    const runs = [runRecord({ id: 'a', steps: 10 }), runRecord({ id: 'b', steps: 90 })];
    expect(timeLeft(runs, start + 10_000)).toBe(18_000);
  });

  it('does not count what a run that ended early left undone', () => {
    const runs = [
      runRecord({ id: 'a', steps: 10, status: 'diverged', durationMs: 1_000 }),
      runRecord({ id: 'b', steps: 90 }),
    ];
    expect(timeLeft(runs, start + 9_000)).toBeCloseTo(1_000, 6);
  });

  it('takes the pace of a resumed run from the others', () => {
    const runs = [
      runRecord({ id: 'a', steps: 100, status: 'completed', durationMs: 20_000 }),
      runRecord({ id: 'b', steps: 50, durationMs: 10_000 }),
    ];
    expect(timeLeft(runs, start + 36_000_000)).toBe(10_000);
  });
});
