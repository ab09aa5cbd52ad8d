import { toFailure } from '../../api/failure.ts';

/** Something that takes a while and ends with a sentence, about success or failure. */
export class Task {
  busy = $state(false);
  /** How the last one ended; null before the first, and while one is in progress. */
  outcome = $state.raw<{ readonly tone: 'success' | 'danger'; readonly text: string } | null>(null);

  /** @param work returns the sentence about its success. */
  async run(work: () => Promise<string>): Promise<void> {
    this.busy = true;
    this.outcome = null;
    try {
      this.outcome = { tone: 'success', text: await work() };
    } catch (thrown) {
      this.outcome = { tone: 'danger', text: toFailure(thrown).message };
    } finally {
      this.busy = false;
    }
  }
}
