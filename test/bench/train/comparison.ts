import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armSpecs } from '#core/spec/arms.ts';
import { findRecipe } from '#test/core/spec/recipes/find-recipe.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { forkCheck } from '#main/store/integrity/check-beside.ts';
import { createLab } from '#main/lab/create-lab.ts';
import { formOf } from './nets.ts';
import type { PytorchPeer } from './pytorch-peer.ts';

/**
 * A whole comparison: mnist-fig1, 2 arms × 4 seeds. Ours is the lab as people use it, two jobs at once, with its
 * evaluations every 100 steps and its store; PyTorch's is the script that one would write, run after run.
 */

export interface ComparisonTime {
  readonly oursSeconds: number;
  readonly pytorchSeconds: number | null;
}

export const COMPARISON_GOAL = 0.45;
const SEEDS = [1, 2, 3, 4];

/** @param jobEntry the built job process */
export async function comparisonTime(peer: PytorchPeer | null, jobEntry: string): Promise<ComparisonTime> {
  const folder = await mkdtemp(join(tmpdir(), 'bnlab-bench-'));
  try {
    const oursSeconds = await ours(folder, jobEntry);
    return { oursSeconds, pytorchSeconds: peer === null ? null : await theirs(folder, peer) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ours(folder: string, jobEntry: string): Promise<number> {
  const { spec } = findRecipe('mnist-fig1');
  const launcher = new ForkLauncher(jobEntry);
  const databaseFile = join(folder, 'bench.db');
  const lab = await createLab({
    databaseFile,
    door: 'cli',
    jobs: 2,
    launcher,
    startCheck: forkCheck('none is needed'),
    appVersion: 'bench',
  });
  try {
    const start = performance.now();
    const events = lab.watch({});
    const { id } = await lab.experiments.start({ spec: { ...spec, seeds: SEEDS }, device: 'wasm' });
    for await (const event of events) {
      if (event.kind !== 'experimentChanged' || event.experiment.id !== id) continue;
      const { status, runs } = event.experiment;
      if (status === 'queued' || status === 'running') continue;
      if (runs.completed !== runs.total) throw new Error(`the comparison ended as ${status}: ${JSON.stringify(runs)}`);
      break;
    }
    return (performance.now() - start) / 1000;
  } finally {
    await lab.close();
  }
}

async function theirs(folder: string, peer: PytorchPeer): Promise<number> {
  const { spec } = findRecipe('mnist-fig1');
  const arms = Object.entries(armSpecs(spec));
  const [, base] = arms[0];
  const { train, test } = await loadDataset(base.dataset);
  const files = {
    trainValues: train.values,
    trainLabels: Uint8Array.from(train.labels),
    testValues: test.values,
    testLabels: Uint8Array.from(test.labels),
  };
  const paths: Record<string, string> = { out: join(folder, 'run.pt') };
  for (const [name, bytes] of Object.entries(files)) {
    paths[name] = join(folder, name);
    await writeFile(paths[name], Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  return peer.comparison({
    ...paths,
    arms: arms.map(([name, armSpec]) =>
      formOf({ name, spec: armSpec, exampleShape: [784], goals: { pytorch: 1, tfjs: null } }),
    ),
    seeds: SEEDS,
    steps: base.duration.count,
    interval: base.evaluation.interval.count,
  });
}
