import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import type { CheckpointRetention } from '#main/store/checkpoints/stored-checkpoint.ts';
import type { Store } from '#main/store/store.ts';
import { points } from '#test/fixtures/points.ts';
import { freshFolder, newExperiment } from '../experiments.ts';

async function oneRun() {
  const file = join(await freshFolder(), 'lab.db');
  const store = await openStore(file, { mode: 'own' });
  onTestFinished(() => store.close());
  const { id } = await store.experiments.create(newExperiment());
  const [run] = (await store.experiments.get(id)).runs;
  return { file, store, runId: run.id };
}

/** A checkpoint whose bytes say its step. */
async function keep(
  store: Store,
  runId: string,
  step: number,
  retention: CheckpointRetention,
  metrics: Record<string, number | null> = {},
): Promise<void> {
  const checkpoint = { step, metrics, bytes: Uint8Array.of(1, 2, 3, step) };
  await store.runs.recordProgress(runId, {
    steps: step,
    points: [points('train/loss', step, [1 / step])],
    summary: {},
    checkpoint: { checkpoint, retention },
  });
}

const steps = async (store: Store, runId: string) => (await store.checkpoints.list(runId)).map(({ step }) => step);

describe('the checkpoints of a run', () => {
  it('are pruned to the newest ones', async () => {
    const { store, runId } = await oneRun();
    for (const step of [1, 2, 3, 4]) await keep(store, runId, step, { keepLast: 2, keepBest: null });
    expect(await steps(store, runId)).toEqual([3, 4]);
    expect(await store.checkpoints.latest(runId)).toEqual({
      step: 4,
      bytes: Uint8Array.of(1, 2, 3, 4),
      damagedSteps: [],
    });
    expect(await store.checkpoints.get(runId, 3)).toMatchObject({ step: 3 });
    await expect(store.checkpoints.get(runId, 2)).rejects.toThrow(/There is no checkpoint/);
  });

  it('keep the best one by a metric besides, whichever way is better', async () => {
    const { store, runId } = await oneRun();
    const losses = [0.5, 0.2, 0.3, null, 0.4];
    for (const [index, loss] of losses.entries()) {
      await keep(store, runId, index + 1, { keepLast: 1, keepBest: 'test/loss' }, { 'test/loss': loss });
    }
    expect(await steps(store, runId)).toEqual([2, 5]);

    const other = await oneRun();
    for (const [index, accuracy] of [0.5, 0.9, 0.9, 0.7].entries()) {
      const retention = { keepLast: 1, keepBest: 'test/accuracy' };
      await keep(other.store, other.runId, index + 1, retention, { 'test/accuracy': accuracy });
    }
    expect(await steps(other.store, other.runId)).toEqual([2, 4]);
  });

  it('are passed over where their bytes were altered or cut short, and named', async () => {
    const { file, store, runId } = await oneRun();
    for (const step of [1, 2, 3]) await keep(store, runId, step, { keepLast: 3, keepBest: null });
    // While the lab is open: at an opening, damage is found, and what is damaged is left out of the recovered database.
    const database = new Database(file);
    database.prepare("UPDATE checkpoints SET data = X'010203' WHERE step = 3").run();
    database.prepare("UPDATE checkpoints SET data = X'01020304' WHERE step = 2").run();
    database.close();

    expect(await store.checkpoints.latest(runId)).toMatchObject({ step: 1, damagedSteps: [3, 2] });
    expect(await store.checkpoints.get(runId, 3)).toMatchObject({ bytes: null, damagedSteps: [3] });
  });

  it('are none before the first and after they were deleted', async () => {
    const { store, runId } = await oneRun();
    expect(await store.checkpoints.latest(runId)).toEqual({ step: 0, bytes: null, damagedSteps: [] });
    await keep(store, runId, 1, { keepLast: 1, keepBest: null });
    await store.checkpoints.delete(runId);
    expect(await steps(store, runId)).toEqual([]);
  });
});

describe('the attempts at a run', () => {
  it('are numbered, and one that nobody ended is lost when the database is owned again', async () => {
    const { file, store, runId } = await oneRun();
    expect(await store.attempts.begin(runId, '2026-01-01T00:00:00.000Z', 0)).toBe(1);
    await store.attempts.update(runId, 1, { endedAt: '2026-01-01T00:01:00.000Z', exit: 'paused', lastStep: 7 });
    expect(await store.attempts.begin(runId, '2026-01-02T00:00:00.000Z', 7)).toBe(2);
    await store.runs.update(runId, { status: 'running' });
    await store.close();

    const again = await openStore(file, { mode: 'own' });
    onTestFinished(() => again.close());
    await again.runs.interruptOrphans();
    expect(await again.attempts.list(runId)).toMatchObject([
      { number: 1, exit: 'paused', firstStep: 0, lastStep: 7 },
      { number: 2, exit: 'lost', firstStep: 7 },
    ]);
    expect((await again.runs.left()).map(({ id }) => id)).toEqual([runId]);
  });
});

describe('the queue in the store', () => {
  it('is ordered by priority and position, without what is in the trash', async () => {
    const { store } = await oneRun();
    const [first, second, third, fourth] = await store.runs.withStatus('queued');
    await store.runs.update(fourth.id, { priority: 3 });
    await store.runs.update(first.id, { queuePosition: await store.runs.queueEnd() });
    const order = async () => (await store.runs.withStatus('queued')).map(({ id }) => id);
    expect(await order()).toEqual([fourth.id, second.id, third.id, first.id]);
    const { id } = await store.experiments.create(newExperiment('second'));
    expect(await order()).toHaveLength(8);
    await store.experiments.remove(id);
    expect(await order()).toHaveLength(4);
  });
});
