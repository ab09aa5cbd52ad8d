import { describe, expect, it } from 'vitest';
import { EXPERIMENT_STATUSES, experimentStatusLabel } from '#core/run/experiment-status.ts';
import { RUN_STATUSES, endedByItself, isFinal, isResumable, runStatusLabel } from '#core/run/run-status.ts';

describe('run status', () => {
  it('is final unless the run waits, runs or is paused', () => {
    expect(RUN_STATUSES.filter((status) => !isFinal(status))).toEqual(['queued', 'running', 'paused']);
  });

  it('is resumable where the run stopped before its end', () => {
    expect(RUN_STATUSES.filter(isResumable)).toEqual(['paused', 'cancelled', 'interrupted', 'failed']);
  });

  it('tells runs that ended by themselves, none of which can be resumed', () => {
    const ended = RUN_STATUSES.filter(endedByItself);
    expect(ended).toEqual(['completed', 'diverged']);
    expect(ended.every((status) => isFinal(status) && !isResumable(status))).toBe(true);
  });

  it('has a label in every case', () => {
    expect(RUN_STATUSES.map(runStatusLabel)).toEqual([
      'Queued',
      'Running',
      'Paused',
      'Completed',
      'Diverged',
      'Cancelled',
      'Interrupted',
      'Failed',
    ]);
    expect(EXPERIMENT_STATUSES.map(experimentStatusLabel)).toContain('Incomplete');
  });
});
