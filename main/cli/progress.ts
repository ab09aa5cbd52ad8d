import type { RunRecord } from '#core/contract/run-record.ts';
import { meanShare, runShare, runTimeLeft, timeLeft } from '#core/run/progress.ts';
import { isFinal } from '#core/run/run-status.ts';

/**
 * How far an experiment is and how long it will still take, judging by what its runs have reported. Pure: the clock is
 * passed in.
 */
export class ExperimentProgress {
  readonly #runs = new Map<string, RunRecord>();

  /** @param runs all of them, in any state; changes arrive through `update` */
  constructor(runs: readonly RunRecord[]) {
    for (const run of runs) this.#runs.set(run.id, { ...run, status: 'queued', steps: 0 });
  }

  /** @returns the run's previous record */
  update(run: RunRecord): RunRecord | undefined {
    const before = this.#runs.get(run.id);
    this.#runs.set(run.id, run);
    return before;
  }

  get runs(): readonly RunRecord[] {
    return [...this.#runs.values()];
  }

  get endedCount(): number {
    return this.runs.filter((run) => isFinal(run.status)).length;
  }

  /** Share of the run that is done, 0 to 1. */
  shareOf(run: RunRecord): number {
    return runShare(run);
  }

  /** Of all runs together. */
  get share(): number {
    return meanShare(this.runs);
  }

  /** In ms, at the mean pace so far; null as long as there is nothing to estimate it from. */
  leftMsOf(run: RunRecord, now: number): number | null {
    return runTimeLeft(run, now);
  }

  leftMs(now: number): number | null {
    return timeLeft(this.runs, now);
  }
}
