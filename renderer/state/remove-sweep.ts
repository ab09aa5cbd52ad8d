import type { LabClient } from '../api/connection.svelte.ts';
import { toFailure } from '../api/failure.ts';
import { formatQuantity } from '../ui/numbers.ts';
import type { LabState } from './lab.svelte.ts';
import type { Router } from './router.svelte.ts';

interface SweepRemover extends Pick<LabState, 'notices'> {
  readonly client: Pick<LabClient, 'sweeps'>;
  readonly router: Pick<Router, 'go'>;
}

const NOTHING_RESTORED =
  'Nothing came back: what was removed is in the list again already, or it was deleted for good.';

/** All of a sweep's experiments go to the trash, and the person home, with one Undo for all; a failure is told in a notice. */
export async function removeSweep(lab: SweepRemover, sweepId: string, title: string): Promise<void> {
  try {
    const removed = await lab.client.sweeps.remove({ sweepId });
    lab.router.go({ kind: 'home' });
    // Somebody else was faster, and Undo would bring back what they removed.
    if (removed.length === 0) return lab.notices.tell(`“${title}” had been removed already.`);
    const removedAt = removed[0].removedAt ?? undefined;
    lab.notices.tell(`“${title}” with ${formatQuantity(removed.length, 'experiment')} was removed.`, {
      action: { label: 'Undo', run: () => void restoreSweep(lab, sweepId, removedAt) },
    });
  } catch (thrown) {
    lab.notices.tell(`The sweep could not be removed. ${toFailure(thrown).message}`, { tone: 'danger' });
  }
}

/** @param removedAt unless told, what was removed last comes back */
export async function restoreSweep(lab: SweepRemover, sweepId: string, removedAt?: string): Promise<void> {
  try {
    const restored = await lab.client.sweeps.restore({ sweepId, ...(removedAt === undefined ? {} : { removedAt }) });
    if (restored.length === 0) return lab.notices.tell(NOTHING_RESTORED);
    lab.router.go({ kind: 'sweep', id: sweepId });
  } catch (thrown) {
    lab.notices.tell(`The sweep could not be brought back. ${toFailure(thrown).message}`, { tone: 'danger' });
  }
}
