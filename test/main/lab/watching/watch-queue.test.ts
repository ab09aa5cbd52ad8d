import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { RunStatus } from '#core/run/run-status.ts';
import { decodeValues } from '#core/contract/series-codec.ts';
import { StoredPoints } from '#main/lab/watching/stored-points.ts';
import { type Announcement, WatchQueue } from '#main/lab/watching/watch-queue.ts';
import { points } from '#test/fixtures/points.ts';
import { runRecord } from '#test/fixtures/records.ts';

function run(id: string, status: RunStatus, steps = 0): Announcement {
  return { kind: 'runChanged', run: runRecord({ id, experimentId: 'e', status, steps }) };
}

function somePoints(firstStep: number, values: readonly number[], experimentId = 'e', runId = 'r'): StoredPoints {
  return new StoredPoints(experimentId, runId, points('train/loss', firstStep, values));
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
  it('keeps every change of status in order, and only the newest record between two changes', async () => {
    const queue = new WatchQueue(undefined, [], () => undefined);
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

  it('passes on points of its experiment only, and joins adjacent ones', async () => {
    const queue = new WatchQueue('e', ['train/loss'], () => undefined);
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

  it('is bounded: a watcher that takes nothing loses old points and is told so, but never a change of status', async () => {
    const queue = new WatchQueue('e', ['train/loss'], () => undefined);
    queue.push(run('a', 'running'));
    const piece = new Array<number>(2 ** 20).fill(1);
    // Gaps between the pieces, so that they cannot be joined.
    for (let index = 0; index < 5; index++) queue.push(somePoints(1 + index * 2 ** 21, piece));
    queue.push(run('a', 'completed'));
    const events = await rest(queue);
    expect(statesOf(events)).toEqual(['a running 0', 'a completed 0']);
    const kept = events.flatMap((event) => (event.kind === 'points' ? [event.chunk.firstStep] : []));
    expect(kept).toEqual([1 + 3 * 2 ** 21, 1 + 4 * 2 ** 21]);
    expect(events.filter(({ kind }) => kind === 'grown')).toEqual([
      { kind: 'grown', experimentId: 'e', runId: 'r', lastSteps: { 'train/loss': 2 * 2 ** 21 + 2 ** 20 } },
    ]);
  });

  it('holds no points for a watcher that named no series, only how far each series of each run has grown', async () => {
    const queue = new WatchQueue('e', [], () => undefined);
    const announced = [
      somePoints(1, [1, 2]),
      somePoints(3, [3]),
      somePoints(1, [1], 'e', 's'),
      somePoints(9, [9], 'f'),
    ];
    const encoded = announced.map((one) => vi.spyOn(one, 'event', 'get'));
    for (const one of announced) queue.push(one);
    queue.push(new StoredPoints('e', 'r', points('test/loss', 2, [1])));
    expect(await rest(queue)).toEqual([
      { kind: 'grown', experimentId: 'e', runId: 'r', lastSteps: { 'train/loss': 3, 'test/loss': 2 } },
      { kind: 'grown', experimentId: 'e', runId: 's', lastSteps: { 'train/loss': 1 } },
    ]);
    for (const encode of encoded) expect(encode).not.toHaveBeenCalled();
  });

  it('tells a waiting watcher several times a second how series have grown, and the rest at the end', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const queue = new WatchQueue('e', [], () => undefined);
    const told: LabEvent[] = [];
    const listening = (async () => {
      for await (const event of queue) told.push(event);
    })();
    for (let step = 1; step <= 20; step += 1) {
      queue.push(somePoints(step, [0]));
      await vi.advanceTimersByTimeAsync(50);
    }
    const steps = () => told.flatMap((event) => (event.kind === 'grown' ? [event.lastSteps['train/loss']] : []));
    expect(steps()).toEqual([5, 10, 15, 20]);
    queue.push(somePoints(21, [0]));
    queue.end();
    await listening;
    expect(steps()).toEqual([5, 10, 15, 20, 21]);
  });

  it('encodes points once for all watchers', async () => {
    const queues = [1, 2, 3].map(() => new WatchQueue('e', ['train/loss'], () => undefined));
    const taken = queues.map((queue) => queue.next());
    const announced = somePoints(1, [1, 2]);
    for (const queue of queues) queue.push(announced);
    for (const { value } of await Promise.all(taken)) expect(value).toBe(announced.event);
  });

  it('gives a waiting watcher the next event at once, and lets it leave while waiting', async () => {
    let left = 0;
    const queue = new WatchQueue(undefined, [], () => (left += 1));
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
