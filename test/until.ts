import { vi } from 'vitest';
import { WAIT_MAX_MS } from './waiting.ts';

/** Resolves once `holds` no longer throws. `vi.waitFor` alone gives up after a second. */
export async function until(holds: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(holds, WAIT_MAX_MS);
}
