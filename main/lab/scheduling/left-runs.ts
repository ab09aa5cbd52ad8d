import type { RunRecord } from '#core/contract/run-record.ts';
import type { Store } from '#main/store/store.ts';

/** A run that took the lab with it so many times in a row, and got nowhere, is left to a person. */
const FRUITLESS_ATTEMPTS_MAX = 3;

/**
 * Runs that a lab left unfinished and that continue by themselves when it is opened again: those that it was closed or
 * died on, but not one that seems to be what it dies of.
 */
export async function runsToGoOn(store: Store): Promise<RunRecord[]> {
  const left = await store.runs.left();
  const hopeful: RunRecord[] = [];
  for (const run of left) {
    const last = (await store.attempts.list(run.id)).slice(-FRUITLESS_ATTEMPTS_MAX);
    const isFruitless =
      last.length === FRUITLESS_ATTEMPTS_MAX &&
      last.every(({ exit, firstStep }) => exit === 'lost' && firstStep === last[0].firstStep);
    if (!isFruitless) hopeful.push(run);
  }
  return hopeful;
}
