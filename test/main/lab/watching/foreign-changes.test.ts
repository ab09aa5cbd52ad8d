import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import { Announcer } from '#main/lab/watching/announcer.ts';
import { ForeignChanges } from '#main/lab/watching/foreign-changes.ts';
import { openStore } from '#main/store/open-store.ts';
import { points } from '#test/fixtures/points.ts';
import { until } from '#test/until.ts';
import { freshFolder, newExperiment } from '../../store/experiments.ts';

it('repeats what could not be read in full, and reads only points that are watched', async () => {
  const file = join(await freshFolder(), 'lab.db');
  const owner = await openStore(file, { mode: 'own' });
  onTestFinished(() => owner.close());
  const { id } = await owner.experiments.create(newExperiment('Watched', [1]));
  const { id: otherId } = await owner.experiments.create(newExperiment('Not watched', [1]));
  const [run] = (await owner.experiments.get(id)).runs;
  const [other] = (await owner.experiments.get(otherId)).runs;

  const reader = await openStore(file, { mode: 'read' });
  onTestFinished(() => reader.close());
  const announcer = new Announcer(async (experimentId) => (await reader.experiments.get(experimentId)).experiment);
  const faults: unknown[] = [];
  const changes = new ForeignChanges(reader, announcer, (fault) => faults.push(fault));
  onTestFinished(() => changes.stop());
  const events = announcer.watch(id, ['train/loss']);
  const looked = vi.spyOn(reader.runs, 'list');
  changes.start();
  await until(() => expect(looked).toHaveResolved());

  const read = vi.spyOn(reader.series, 'read').mockRejectedValueOnce(new Error('disk I/O error'));
  for (const { id: runId } of [other, run]) {
    await owner.runs.recordProgress(runId, {
      steps: 2,
      points: [points('train/loss', 1, [3, 2])],
      summary: { 'train/loss': { last: 2, best: 2 } },
    });
  }
  // The owner's last change: no later one would cause it to be read again.
  const told: LabEvent[] = [];
  const untold = new Set([run.id, other.id]);
  for await (const event of events) {
    told.push(event);
    if (event.kind === 'runChanged' && event.run.steps === 2) untold.delete(event.run.id);
    if (untold.size === 0) break;
  }
  expect(told.filter(({ kind }) => kind === 'points')).toMatchObject([
    { experimentId: id, runId: run.id, name: 'train/loss', chunk: { firstStep: 1 } },
  ]);
  expect(faults).toEqual([expect.objectContaining({ message: 'disk I/O error' })]);
  expect(new Set(read.mock.calls.flatMap(([runIds]) => runIds))).toEqual(new Set([run.id]));
});
