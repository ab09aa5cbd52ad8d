import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { experimentStatusOf } from '#main/store/experiments/experiment-progress.ts';
import type { Store } from '#main/store/store.ts';

/**
 * Ends of runs that the database would not take, for example because the disk is full. Every answer includes them
 * anyway, so that nobody waits for a run that no longer executes; at the next opening such runs are interrupted.
 */
export class UnstoredEndings {
  readonly #store: Store;
  readonly #endings = new Map<string, RunRecord>();

  constructor(store: Store) {
    this.#store = store;
  }

  add(run: RunRecord): void {
    this.#endings.set(run.id, run);
  }

  /** The run as it really is. */
  ofRun(stored: RunRecord): RunRecord {
    return this.#endings.get(stored.id) ?? stored;
  }

  /** The experiment as it really is. */
  async ofExperiment(stored: ExperimentRecord): Promise<ExperimentRecord> {
    const endings = [...this.#endings.values()].filter((run) => run.experimentId === stored.id);
    if (endings.length === 0) return stored;
    const runs = { ...stored.runs };
    for (const ending of endings) {
      const { status } = await this.#store.runs.get(ending.id);
      runs[status] -= 1;
      runs[ending.status] += 1;
    }
    return { ...stored, runs, status: experimentStatusOf(runs) };
  }
}
