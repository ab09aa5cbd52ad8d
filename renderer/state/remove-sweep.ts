import type { LabClient } from '../api/connection.svelte.ts';
import { toFailure } from '../api/failure.ts';
import { formatPlural } from '#core/format/words.ts';
import type { LabState } from './lab.svelte.ts';
import type { Router } from './router.svelte.ts';

interface SweepRemover extends Pick<LabState, 'notices'> {
  readonly client: Pick<LabClient, 'sweeps'>;
  readonly router: Pick<Router, 'go'>;
}

const NOTHING_RESTORED = 'Nothing was restored: it is already back in the list, or it was deleted for good.';

/**
 * Moves all of a sweep's experiments to the trash and returns home, with one Undo for all of them; a failure becomes a
 * notice.
 */
export async function removeSweep(lab: SweepRemover, sweepId: string, title: string): Promise<void> {
  try {
    const removed = await lab.client.sweeps.remove({ sweepId });
    lab.router.go({ kind: 'home' });
    // Somebody else was faster, and Undo would bring back what they removed.
    if (removed.length === 0) return lab.notices.tell(`“${title}” was already removed.`);
    const removedAt = removed[0].removedAt ?? undefined;
    lab.notices.tell(`“${title}” with ${formatPlural(removed.length, 'experiment')} was removed.`, {
      action: { label: 'Undo', run: () => void restoreSweep(lab, sweepId, removedAt) },
    });
  } catch (thrown) {
    lab.notices.tell(`The sweep could not be removed. ${toFailure(thrown).message}`, { tone: 'danger' });
  }
}

/** @param removedAt default: the latest removal */
export async function restoreSweep(lab: SweepRemover, sweepId: string, removedAt?: string): Promise<void> {
  try {
    const restored = await lab.client.sweeps.restore({ sweepId, ...(removedAt === undefined ? {} : { removedAt }) });
    if (restored.length === 0) return lab.notices.tell(NOTHING_RESTORED);
    lab.router.go({ kind: 'sweep', id: sweepId });
  } catch (thrown) {
    lab.notices.tell(`The sweep could not be restored. ${toFailure(thrown).message}`, { tone: 'danger' });
  }
}
