import { toFailure } from '../api/failure.ts';
import { formatQuantity } from '../ui/numbers.ts';
import type { LabState } from './lab.svelte.ts';

/** All of a sweep's experiments go to the trash, and the person home, with one Undo for all; a failure is told in a notice. */
export async function removeSweep(lab: LabState, sweepId: string, title: string): Promise<void> {
  try {
    const removed = await lab.client.sweeps.remove({ sweepId });
    const removedAt = removed[0]?.removedAt ?? undefined;
    lab.router.go({ kind: 'home' });
    lab.notices.tell(`“${title}” with ${formatQuantity(removed.length, 'experiment')} was removed.`, {
      action: { label: 'Undo', run: () => void restoreSweep(lab, sweepId, removedAt) },
    });
  } catch (thrown) {
    lab.notices.tell(`The sweep could not be removed. ${toFailure(thrown).message}`, { tone: 'danger' });
  }
}

/** @param removedAt unless told, what was removed last comes back */
export async function restoreSweep(lab: LabState, sweepId: string, removedAt?: string): Promise<void> {
  try {
    await lab.client.sweeps.restore({ sweepId, ...(removedAt === undefined ? {} : { removedAt }) });
    lab.router.go({ kind: 'sweep', id: sweepId });
  } catch (thrown) {
    lab.notices.tell(`The sweep could not be brought back. ${toFailure(thrown).message}`, { tone: 'danger' });
  }
}
