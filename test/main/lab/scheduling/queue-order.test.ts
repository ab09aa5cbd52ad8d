import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { QueuePlace } from '#core/contract/queue.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { comesBefore } from '#main/jobs/queued-job.ts';
import { moved } from '#main/lab/scheduling/queue-order.ts';
import { runRecord } from '#test/fixtures/records.ts';

const waiting = (id: string, queuePosition: number, priority = 0) =>
  runRecord({ id, status: 'queued', queuePosition, priority });

/** Ids in the order in which the runs start once they stand where they were moved to. */
function startOrder(queue: readonly RunRecord[], orders: ReturnType<typeof moved>): string[] {
  return queue
    .map(({ id, priority, queuePosition }) => ({ id, order: orders.get(id) ?? { priority, position: queuePosition } }))
    .sort((a, b) => (comesBefore(a.order, b.order) ? -1 : 1))
    .map(({ id }) => id);
}

describe('moving runs in the queue', () => {
  const queue = [waiting('a', 0, 5), waiting('b', 7, 5), waiting('c', 1), waiting('d', 2)];

  it('puts them first, last, or before another run, whatever their priority was', () => {
    expect(startOrder(queue, moved(queue, new Set(['d']), { kind: 'first' }))).toEqual(['d', 'a', 'b', 'c']);
    expect(startOrder(queue, moved(queue, new Set(['a']), { kind: 'last' }))).toEqual(['b', 'c', 'd', 'a']);
    expect(startOrder(queue, moved(queue, new Set(['d']), { kind: 'before', runId: 'b' }))).toEqual([
      ...['a', 'd', 'b', 'c'],
    ]);
  });

  it('refuses a place before a run that is not waiting or is itself being moved', () => {
    for (const runId of ['nobody', 'a']) {
      expect(() => moved(queue, new Set(['a']), { kind: 'before', runId })).toThrow(/There is no waiting run/);
    }
  });

  it('keeps the order among those that move and among those that stay', () => {
    const places = fc.oneof(
      fc.constant<QueuePlace>({ kind: 'first' }),
      fc.constant<QueuePlace>({ kind: 'last' }),
      fc.nat(9).map((index): QueuePlace => ({ kind: 'before', runId: `run-${index}` })),
    );
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 10, maxLength: 10 }),
        fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 9 }),
        places,
        (priorities, moving, place) => {
          const runs = [...priorities]
            .sort((a, b) => b - a)
            .map((priority, index) => waiting(`run-${index}`, index * 3, priority));
          const ids = new Set(moving.map((index) => `run-${index}`));
          fc.pre(place.kind !== 'before' || !ids.has(place.runId));
          const order = startOrder(runs, moved(runs, ids, place));
          const staying = runs.map(({ id }) => id).filter((id) => !ids.has(id));
          const together = runs.map(({ id }) => id).filter((id) => ids.has(id));
          expect(order.filter((id) => !ids.has(id))).toEqual(staying);
          const first = order.indexOf(together[0]);
          expect(order.slice(first, first + together.length)).toEqual(together);
          const expectedAt =
            place.kind === 'first' ? 0 : place.kind === 'last' ? staying.length : staying.indexOf(place.runId);
          expect(first).toBe(expectedAt);
        },
      ),
    );
  });
});
