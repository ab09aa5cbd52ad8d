import type { RunRecord } from '#core/contract/run-record.ts';
import type { QueuePlace } from '#core/contract/queue.ts';
import { NotFoundError } from '#core/errors.ts';
import type { QueueOrder } from '#main/jobs/queued-job.ts';

/**
 * The queue after some of its runs have moved, together and in their order, to another place. They take the priority of
 * those whose place they take: a run that is put first starts first.
 *
 * @param queue all runs that wait, in the order in which they start
 * @returns the new place of each run that moves
 * @throws NotFoundError if the run to stand before does not wait, or moves itself
 */
export function moved(
  queue: readonly RunRecord[],
  ids: ReadonlySet<string>,
  place: QueuePlace,
): Map<string, QueueOrder> {
  const moving = queue.filter(({ id }) => ids.has(id));
  const staying = queue.filter(({ id }) => !ids.has(id));
  const at = placeIn(staying, place);
  // There is no place to take behind the last run, so its priority is used.
  const priority = (staying[at] ?? staying[at - 1])?.priority;
  const order = [
    ...staying.slice(0, at),
    ...moving.map((run) => ({ ...run, priority: priority ?? run.priority })),
    ...staying.slice(at),
  ];
  const orders = new Map<string, QueueOrder>();
  for (const [position, run] of order.entries()) {
    const before = queue.find(({ id }) => id === run.id);
    if (before?.queuePosition === position && before.priority === run.priority) continue;
    orders.set(run.id, { priority: run.priority, position });
  }
  return orders;
}

function placeIn(staying: readonly RunRecord[], place: QueuePlace): number {
  switch (place.kind) {
    case 'first':
      return 0;
    case 'last':
      return staying.length;
    case 'before': {
      const at = staying.findIndex(({ id }) => id === place.runId);
      if (at === -1) throw new NotFoundError('waiting run', place.runId);
      return at;
    }
    default:
      return place satisfies never;
  }
}
