import { toFailure } from '../../api/failure.ts';

/** How something ended: a sentence, and the file that it wrote, if any. */
export interface Outcome {
  readonly text: string;
  readonly file?: string;
}

/** Something that takes a while and ends with a sentence, about success or failure. */
export class Task {
  busy = $state(false);
  /** How the last one ended; null before the first, and while one is in progress. */
  outcome = $state.raw<(Outcome & { readonly tone: 'success' | 'danger' }) | null>(null);

  /** @param work null: it was cancelled, about which nothing is said. */
  async run(work: () => Promise<Outcome | null>): Promise<void> {
    this.busy = true;
    this.outcome = null;
    try {
      const outcome = await work();
      if (outcome !== null) this.outcome = { tone: 'success', ...outcome };
    } catch (thrown) {
      this.outcome = { tone: 'danger', text: toFailure(thrown).message };
    } finally {
      this.busy = false;
    }
  }
}
