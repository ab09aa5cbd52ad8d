import type { RunRecord } from '#core/contract/run-record.ts';
import { isFinal } from '#core/run/run-status.ts';

/**
 * How far an experiment is and how long it will still take, judging by what its runs have reported. Pure: the clock is
 * passed in.
 */
export class ExperimentProgress {
  readonly #runs = new Map<string, RunRecord>();
  readonly #startedAt = new Map<string, number>();
  #firstStart: number | null = null;

  /** @param runs all of them, in any state; changes arrive through `update` */
  constructor(runs: readonly RunRecord[]) {
    for (const run of runs) this.#runs.set(run.id, { ...run, status: 'queued', steps: 0 });
  }

  /** @returns the run's previous record */
  update(run: RunRecord, now: number): RunRecord | undefined {
    const before = this.#runs.get(run.id);
    this.#runs.set(run.id, run);
    if (run.status !== 'queued' && !this.#startedAt.has(run.id)) {
      this.#startedAt.set(run.id, now);
      this.#firstStart ??= now;
    }
    return before;
  }

  get runs(): readonly RunRecord[] {
    return [...this.#runs.values()];
  }

  get endedCount(): number {
    return this.runs.filter((run) => isFinal(run.status)).length;
  }

  /** Share of the run's steps that are done, 0 to 1. */
  shareOf(run: RunRecord): number {
    if (isFinal(run.status)) return 1;
    return run.stepsTotal === null || run.stepsTotal === 0 ? 0 : run.steps / run.stepsTotal;
  }

  /** Mean of the runs' shares; a run that has not started counts as much as the others. */
  get share(): number {
    return this.runs.reduce((sum, run) => sum + this.shareOf(run), 0) / Math.max(1, this.#runs.size);
  }

  /** Time left if the run continues at its mean pace; null as long as there is nothing to estimate it from. */
  leftMsOf(run: RunRecord, now: number): number | null {
    const startedAt = this.#startedAt.get(run.id);
    return isFinal(run.status) || startedAt === undefined ? null : leftMs(this.shareOf(run), now - startedAt);
  }

  leftMs(now: number): number | null {
    return this.#firstStart === null ? null : leftMs(this.share, now - this.#firstStart);
  }
}

/** Below this share, the pace so far (which includes loading the data) says little. */
const SHARE_MIN = 0.02;

function leftMs(share: number, elapsedMs: number): number | null {
  return share < SHARE_MIN ? null : (elapsedMs * (1 - share)) / share;
}
