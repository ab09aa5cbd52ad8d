import { z } from 'zod';
import type { EnvironmentRecord } from '#core/contract/environment-record.ts';
import type { Store } from '#main/store/store.ts';
import { points } from '#test/fixtures/points.ts';
import { newExperiment } from './experiments.ts';

const environment: EnvironmentRecord = {
  appVersion: '0.1.0',
  deviceDescription: 'WebAssembly SIMD',
  precision: 'float32',
  cpu: 'A processor',
  gpu: null,
  cores: 2,
  memoryBytes: 8e9,
  platform: 'linux x64',
  runtime: 'Node 22',
  specHash: 'hash-without',
};

/** One of everything that a store can hold: experiments in the list and in the trash, a sweep, runs with all they leave. */
export async function fillStore(store: Store): Promise<void> {
  const { id } = await store.experiments.create(newExperiment('First of all', [1, 2]));
  await store.experiments.annotate(id, { note: 'Look at seed 2.', tags: ['kept', 'paper'], pinned: true });
  const { runs } = await store.experiments.get(id);
  for (const [index, run] of runs.entries()) {
    const steps = 6_000 + index;
    const number = await store.attempts.begin(run.id, '2026-01-01T00:00:00.000Z', 0);
    await store.runs.update(run.id, { status: 'running', startedAt: '2026-01-01T00:00:00.000Z', stepsTotal: steps });
    for (let step = 1; step <= steps; step += 1_500) {
      const count = Math.min(1_500, steps - step + 1);
      const values = Array.from({ length: count }, (_, point) => (index + 1) / (step + point));
      const summary = { 'train/loss': { last: values[count - 1], best: values[count - 1] } };
      await store.runs.recordProgress(run.id, {
        steps: step + count - 1,
        points: [
          points('train/loss', step, values),
          points(
            'layers.0.batchNorm/runningMean',
            step,
            Array.from({ length: 64 }, (_, c) => c * step),
            1,
            64,
          ),
        ],
        summary,
        checkpoint: {
          checkpoint: { step: step + count - 1, metrics: { 'train/loss': 0.5 }, bytes: bytesOf(3_000, step) },
          retention: { keepLast: 2, keepBest: null },
        },
      });
    }
    await store.tensors.write(run.id, [
      { path: 'layers.0.dense.weight', role: 'parameter', shape: [40, 50], values: floats(2_000, index) },
      { path: 'layers.0.dense.bias', role: 'parameter', shape: [50], values: floats(50, index) },
    ]);
    await store.attempts.update(run.id, number, {
      environment,
      exit: 'completed',
      endedAt: '2026-01-01T00:01:00.000Z',
    });
    await store.runs.update(run.id, {
      status: 'completed',
      note: `Run ${index}`,
      tags: ['t'],
      name: `Number ${index}`,
    });
  }
  const removed = await store.experiments.create(newExperiment('In the trash', [3]));
  await store.experiments.remove(removed.id);
  const base = newExperiment('Point', [4]);
  await store.sweeps.create({
    spec: base.spec,
    specHash: 'hash-of-the-sweep',
    points: [8, 16].map((batchSize) => ({ point: { batchSize }, experiment: base })),
  });
  await store.settings.write('jobs', z.number(), 3);
}

/** All that a store holds, in plain values that can be compared. */
export async function contentOf(store: Store) {
  const experiments = [...(await store.experiments.list()), ...(await store.experiments.trash())];
  const details = [];
  for (const { id } of experiments) {
    const detail = await store.experiments.get(id);
    const runs = [];
    for (const run of detail.runs) {
      const checkpoints = [];
      for (const { step, metrics } of await store.checkpoints.list(run.id)) {
        checkpoints.push({ metrics, ...(await store.checkpoints.get(run.id, step)) });
      }
      runs.push({
        run,
        series: await store.series.read([run.id]),
        tensors: await store.tensors.read(run.id),
        attempts: await store.attempts.list(run.id),
        checkpoints,
      });
    }
    details.push({ ...detail, runs });
  }
  return { details, sweeps: await store.sweeps.list(), setting: await store.settings.read('jobs', z.number()) };
}

export type StoreContent = Awaited<ReturnType<typeof contentOf>>;

function floats(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(index + seed));
}

function bytesOf(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + seed) % 256);
}
