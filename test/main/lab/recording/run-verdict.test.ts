import { describe, expect, it } from 'vitest';
import { verdictOf } from '#main/lab/recording/run-verdict.ts';

describe('what the end of a job means for its run', () => {
  const finished = { kind: 'finished' } as const;

  it('recognizes runs that ended by themselves', () => {
    expect(verdictOf(finished, { kind: 'completed' }, null)).toMatchObject({
      change: { status: 'completed' },
      exit: 'completed',
    });
    expect(verdictOf(finished, { kind: 'diverged', step: 7 }, null)).toMatchObject({
      change: { status: 'diverged', divergedAtStep: 7 },
      exit: 'diverged',
    });
    expect(verdictOf(finished, { kind: 'diverged', step: 7, reason: 'Too large.' }, null)).toMatchObject({
      change: { status: 'diverged', divergedAtStep: 7, stopReason: 'Too large.' },
      message: 'Too large.',
    });
    expect(verdictOf(finished, { kind: 'stopped', reason: 'Good enough.' }, null)).toMatchObject({
      change: { status: 'completed', stopReason: 'Good enough.' },
      exit: 'stopped',
    });
    // It completed before the request to pause arrived.
    expect(verdictOf(finished, { kind: 'completed' }, 'pausing').change.status).toBe('completed');
  });

  it('says who ended the run otherwise', () => {
    expect(verdictOf(finished, { kind: 'paused' }, 'pausing')).toMatchObject({
      change: { status: 'paused' },
      exit: 'paused',
    });
    expect(verdictOf(finished, { kind: 'paused' }, 'closing')).toMatchObject({
      change: { status: 'interrupted', failure: expect.stringContaining('was closed') },
      exit: 'closed',
    });
    expect(verdictOf({ kind: 'stopped' }, null, 'cancelling')).toMatchObject({
      change: { status: 'cancelled' },
      exit: 'cancelled',
    });
    expect(verdictOf({ kind: 'died', message: 'Killed.' }, null, null)).toMatchObject({
      change: { status: 'interrupted', failure: 'Killed.' },
      exit: 'died',
    });
  });

  it('blames nobody for a lost device, and the run for any other failure', () => {
    const failed = (code: 'DEVICE_LOST' | 'DATA_INVALID') =>
      verdictOf({ kind: 'failed', error: { code, message: 'Why.' } }, null, null);
    expect(failed('DEVICE_LOST')).toMatchObject({ change: { status: 'interrupted' }, exit: 'deviceLost' });
    expect(failed('DATA_INVALID')).toMatchObject({ change: { status: 'failed', failure: 'Why.' }, exit: 'failed' });
    expect(verdictOf(finished, null, null).change.status).toBe('failed');
  });
});
