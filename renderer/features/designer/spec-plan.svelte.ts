import type { ExperimentPlan } from '#core/contract/experiment-plan.ts';
import type { DeviceName } from '#core/contract/device-name.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import type { LabClient } from '../../api/connection.svelte.ts';
import { toFailure, type Failure } from '../../api/failure.ts';

/** How long to wait after the last key. */
const PAUSE_MS = 400;

/** What the edited experiment will need, requested from the lab once its spec has stopped changing. */
export class SpecPlan {
  plan = $state.raw<ExperimentPlan | null>(null);
  failure = $state.raw<Failure | null>(null);

  readonly #client: Pick<LabClient, 'specs'>;
  #asked = 0;

  constructor(client: Pick<LabClient, 'specs'>) {
    this.#client = client;
  }

  /** Asks after a pause, unless the returned function is called before; the last answer stays until the next. */
  follow(spec: ExperimentSpec | null, device: DeviceName): () => void {
    this.#asked += 1;
    const asked = this.#asked;
    if (spec === null) {
      this.plan = null;
      this.failure = null;
      return () => undefined;
    }
    const timer = setTimeout(() => void this.#ask(spec, device, asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }

  async #ask(spec: ExperimentSpec, device: DeviceName, asked: number): Promise<void> {
    let plan: ExperimentPlan | null = null;
    let failure: Failure | null = null;
    try {
      plan = await this.#client.specs.plan({ spec, device });
    } catch (thrown) {
      failure = toFailure(thrown);
    }
    // An answer to an earlier spec is out of date.
    if (asked !== this.#asked) return;
    this.plan = plan;
    this.failure = failure;
  }
}
