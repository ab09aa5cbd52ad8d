import { Worker } from 'node:worker_threads';
import type { StoreCheck } from '#core/contract/keeping.ts';
import { fromWireError, StoreError, type WireError } from '#core/errors.ts';

/** What the thread says, once. */
export type CheckAnswer = { readonly check: StoreCheck | null } | { readonly error: WireError };

/**
 * Whether the database is whole, row for row, while this thread goes on; also while a lab owns it.
 *
 * @param entry the built thread, `out/main/check-thread.js`
 * @param signal ends the check without a result
 * @returns null if there is no such file, or if it was ended
 * @throws StoreError if it cannot be read
 */
export async function checkInThread(entry: string, file: string, signal?: AbortSignal): Promise<StoreCheck | null> {
  if (signal?.aborted === true) return null;
  const thread = new Worker(entry, { workerData: { file } });
  try {
    const answer = await new Promise<CheckAnswer>((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', () => reject(new StoreError(`The check of ${file} ended without a result.`, { file })));
      signal?.addEventListener('abort', () => resolve({ check: null }), { once: true });
    });
    if ('error' in answer) throw fromWireError(answer.error);
    return answer.check;
  } finally {
    await thread.terminate();
  }
}
