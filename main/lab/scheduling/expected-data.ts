import type { DataRecord } from '#core/contract/data-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { canonicalJson } from '#core/spec/hash.ts';
import type { Store } from '#main/store/store.ts';

/**
 * The data that a run has to find before it goes on from a state: what the state learned from. A branch may name another
 * data set in its spec; then it learns from that.
 *
 * @param isFirstOfBranch Whether the state is the one of its parent that it branches from.
 * @returns null if it may learn from whatever is there
 */
export async function expectedData(
  store: Store,
  run: RunRecord,
  spec: RunSpec,
  isFirstOfBranch: boolean,
): Promise<DataRecord | null> {
  if (!isFirstOfBranch || run.parentRunId === null) return store.attempts.data(run.id);
  const learnedFrom = await store.attempts.data(run.parentRunId);
  if (learnedFrom === null) return null;
  const parent = await store.runs.spec(run.parentRunId);
  return canonicalJson(parent.dataset) === canonicalJson(spec.dataset) ? learnedFrom : null;
}
