import { describe, expect, it } from 'vitest';
import type { RunRecord } from '#core/contract/run-record.ts';
import { runFailures, runsText } from '#renderer/features/runs/run-failures.ts';
import { runRecord } from '../../state/records.fixture.ts';

const failed = (arm: string, seed: number, failure: string, change: Partial<RunRecord> = {}): RunRecord => ({
  ...runRecord({ id: `${arm}-${seed}`, arm, seed }),
  status: 'failed',
  steps: 0,
  failure,
  ...change,
});

describe('the failures of an experiment', () => {
  it('are its reasons, each once, and stand for everything only where nothing was trained', () => {
    const runs = [
      failed('a', 1, 'No file'),
      failed('a', 2, 'No file'),
      failed('b', 2, 'Too large'),
      failed('b', 1, 'No file'),
    ];
    const failures = runFailures(runs);
    expect(failures).toMatchObject({ failed: 4, total: 4, isAll: true });
    expect(failures?.groups.map(({ reason, runs: of }) => [reason, runsText(of)])).toEqual([
      ['No file', 'a: seeds 1, 2; b: seed 1'],
      ['Too large', 'b: seed 2'],
    ]);
    expect(runFailures([...runs, failed('b', 3, '', { status: 'queued', failure: null })])).toMatchObject({
      failed: 4,
      total: 5,
      isAll: false,
    });
    expect(runFailures([failed('a', 1, 'Disk full', { steps: 20 })])).toMatchObject({ isAll: false });
  });

  it('are no failures of runs that can go on, or ended otherwise', () => {
    const closed = failed('a', 1, 'The lab was closed', { status: 'interrupted', steps: 5 });
    expect(runFailures([closed, failed('a', 2, '', { status: 'completed', failure: null })])).toBeNull();
    expect(runFailures([{ ...closed, steps: 0 }])).toMatchObject({ isAll: true });
  });
});
