import { describe, expect, it } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { RunStatus } from '#core/run/run-status.ts';
import { decodeValues } from '#core/contract/series-codec.ts';
import { type Announcement, WatchQueue } from '#main/lab/watching/watch-queue.ts';
import { points } from '#test/fixtures/points.ts';
import { runRecord } from '#test/fixtures/records.ts';

function run(id: string, status: RunStatus, steps = 0): Announcement {
  return { kind: 'runChanged', run: runRecord({ id, experimentId: 'e', status, steps }) };
}

function somePoints(firstStep: number, values: readonly number[], experimentId = 'e'): Announcement {
  return { kind: 'points', experimentId, runId: 'r', points: points('train/loss', firstStep, values) };
}

/** What a watcher that was away finds when it comes back. */
async function rest(queue: WatchQueue): Promise<LabEvent[]> {
  queue.end();
  const events: LabEvent[] = [];
  for await (const event of queue) events.push(event);
  return events;
}

const statesOf = (events: readonly LabEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'runChanged' ? [`${event.run.id} ${event.run.status} ${event.run.steps}`] : [],
  );

describe('a watcher’s queue', () => {
  it('keeps every change of status in order, and only the newest word within one', async () => {
    const queue = new WatchQueue(undefined, () => undefined);
    for (const told of [
      run('a', 'running'),
      run('b', 'running'),
      run('a', 'running', 10),
      run('a', 'running', 20),
      run('a', 'completed', 30),
      run('b', 'running', 5),
      run('b', 'failed', 5),
    ]) {
      queue.push(told);
    }
    expect(statesOf(await rest(queue))).toEqual(['a running 20', 'b running 5', 'a completed 30', 'b failed 5']);
  });

  it('passes points of its experiment only, and joins those that continue each other', async () => {
    const queue = new WatchQueue('e', () => undefined);
    queue.push(somePoints(1, [1, 2]));
    queue.push(somePoints(1, [9], 'another'));
    queue.push(somePoints(3, [3]));
    const events = await rest(queue);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      kind: 'points',
      name: 'train/loss',
      chunk: { firstStep: 1, stride: 1, width: 1 },
    });
    expect(events[0].kind === 'points' && [...decodeValues(events[0].chunk.values)]).toEqual([1, 2, 3]);
  });

  it('is bounded: a watcher that takes nothing loses old points, never a change of state', async () => {
    const queue = new WatchQueue('e', () => undefined);
    queue.push(run('a', 'running'));
    const piece = new Array<number>(2 ** 20).fill(1);
    // Gaps between the pieces, so that they cannot be joined.
    for (let index = 0; index < 5; index++) queue.push(somePoints(1 + index * 2 ** 21, piece));
    queue.push(run('a', 'completed'));
    const events = await rest(queue);
    expect(statesOf(events)).toEqual(['a running 0', 'a completed 0']);
    const kept = events.flatMap((event) => (event.kind === 'points' ? [event.chunk.firstStep] : []));
    expect(kept).toEqual([1 + 3 * 2 ** 21, 1 + 4 * 2 ** 21]);
  });

  it('gives a waiting watcher the next event at once, and lets it leave while it waits', async () => {
    let left = 0;
    const queue = new WatchQueue(undefined, () => (left += 1));
    const next = queue.next();
    queue.push(run('a', 'running'));
    expect((await next).value).toMatchObject({ kind: 'runChanged' });
    const waiting = queue.next();
    await queue.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(left).toBe(1);
    queue.push(run('a', 'completed'));
    expect(await queue.next()).toEqual({ value: undefined, done: true });
  });
});
