import type { RunRecord } from '#core/contract/run-record.ts';

/** Runs that ended for one reason. */
export interface FailureGroup {
  readonly reason: string;
  readonly runs: readonly RunRecord[];
}

export interface RunFailures {
  /** By reason, the most frequent first. */
  readonly groups: readonly FailureGroup[];
  readonly failed: number;
  readonly total: number;
  /** Nothing was trained and nothing will be: there is nothing else to show. */
  readonly isAll: boolean;
}

/** Why runs of an experiment brought nothing, each reason once; null if none failed. */
export function runFailures(runs: readonly RunRecord[]): RunFailures | null {
  const failed = runs.filter(hasFailed);
  if (failed.length === 0) return null;
  const byReason = grouped(failed, (run) => run.failure ?? 'No reason was reported.');
  const groups = [...byReason].map(([reason, ofReason]) => ({ reason, runs: ofReason }));
  return {
    groups: groups.sort((a, b) => b.runs.length - a.runs.length),
    failed: failed.length,
    total: runs.length,
    isAll: failed.length === runs.length && failed.every((run) => run.steps === 0),
  };
}

/** An interrupted run that has points goes on where it stopped; the others are no better than failed ones. */
function hasFailed({ status, steps }: RunRecord): boolean {
  return status === 'failed' || (status === 'interrupted' && steps === 0);
}

/** "with BN: seeds 1, 2, 3; without BN: seed 2" */
export function runsText(runs: readonly RunRecord[]): string {
  return [...grouped(runs, ({ arm }) => arm)]
    .map(([arm, ofArm]) => {
      const seeds = ofArm.map(({ seed }) => seed).sort((a, b) => a - b);
      return `${arm}: ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
    })
    .join('; ');
}

function grouped(runs: readonly RunRecord[], key: (run: RunRecord) => string): Map<string, RunRecord[]> {
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs) groups.set(key(run), [...(groups.get(key(run)) ?? []), run]);
  return groups;
}
