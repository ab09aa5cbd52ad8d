import { expect } from 'vitest';
import type { ExperimentInput } from '#test/core/spec/experiment-input.ts';
import { checkDatabase } from '#main/store/check-database.ts';
import { openStore } from '#main/store/open-store.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';
import { spirals } from '../main/lab/small-experiments.ts';
import type { AcknowledgedPoints } from './acknowledged-points.ts';

/** As many as the issue of this suite asks for; fewer to try it out. */
export const KILLS = Number(process.env['BNLAB_KILLS'] ?? 50);

/** Two arms × two seeds, some seconds each, with checkpoints that come often. */
export function killedExperiment(steps: number): ExperimentInput {
  return spirals({
    title: 'To be killed',
    seeds: [1, 2],
    base: {
      duration: { unit: 'steps', count: steps },
      evaluation: { interval: { unit: 'steps', count: 1_000 } },
      optimizer: { kind: 'adam', learningRate: 0.001 },
      checkpoint: { interval: { unit: 'steps', count: 500 }, keepLast: 2 },
    },
  });
}

/** All that its runs record; an arm without batch normalization has no running statistics. */
export const KILLED_SERIES = [
  ...['train/loss', 'test/loss', 'test/accuracy', 'resources/cpu', 'resources/memory'],
  ...[0, 1].flatMap((layer) => [`layers.${layer}.batchNorm/runningMean`, `layers.${layer}.batchNorm/runningVar`]),
];

/** A moment that no test chose: some of them before the first step, some between two batches, some at the end. */
export function randomMoment(maxMs: number): number {
  return Math.random() ** 1.5 * maxMs;
}

export interface Looked {
  readonly statuses: readonly string[];
  readonly series: readonly StoredSeries[];
}

/**
 * Looks into a database whose owner has just been killed: it is whole, it has every run once, and everything that was
 * acknowledged.
 */
export async function lookInto(databaseFile: string, runs: number, acknowledged: AcknowledgedPoints): Promise<Looked> {
  const store = await openStore(databaseFile, { mode: 'read' });
  try {
    expect(await checkDatabase(databaseFile)).toMatchObject({ faults: [] });
    const experiments = await store.experiments.list();
    const details = await Promise.all(experiments.map(({ id }) => store.experiments.get(id)));
    const all = details.flatMap((detail) => detail.runs);
    expect(all).toHaveLength(runs);
    const series = await store.series.read(all.map(({ id }) => id));
    expect(acknowledged.missingFrom(series)).toEqual([]);
    return { statuses: all.map(({ status }) => status), series };
  } finally {
    await store.close();
  }
}

/** By arm, seed and series, without what the clock made: equal for equal experiments, whatever happened to them. */
export async function resultBits(databaseFile: string): Promise<Record<string, string>> {
  const store = await openStore(databaseFile, { mode: 'read' });
  try {
    const [experiment] = await store.experiments.list();
    const { runs } = await store.experiments.get(experiment.id);
    const bits: Record<string, string> = {};
    for (const run of runs) {
      for (const { name, chunks } of await store.series.read([run.id])) {
        if (name.startsWith('resources/')) continue;
        const values = chunks.flatMap((chunk) => [...new Uint32Array(chunk.values.slice().buffer)]);
        const steps = chunks.flatMap(({ firstStep, stride, width, values: { length } }) =>
          Array.from({ length: length / width }, (_, index) => firstStep + index * stride),
        );
        bits[`${run.arm}, seed ${run.seed}, ${name}`] = JSON.stringify([steps, values]);
      }
      const tensors = await store.tensors.read(run.id);
      bits[`${run.arm}, seed ${run.seed}, tensors`] = JSON.stringify(
        tensors.map(({ path, values }) => [path, [...new Uint32Array(values.slice().buffer)]]),
      );
    }
    return bits;
  } finally {
    await store.close();
  }
}
