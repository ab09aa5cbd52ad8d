import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { experimentSpec } from '#core/spec/experiment.ts';
import type { NewExperiment } from '#main/store/experiments/new-experiment.ts';

/** A fresh folder that goes when the test is over. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'batchnorm-lab-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Two arms × `seeds` on spirals, as the lab would hand it to the store. */
export function newExperiment(title = 'Two arms', seeds: readonly number[] = [1, 2]): NewExperiment {
  const spec = experimentSpec.parse({
    title,
    base: {
      dataset: { kind: 'spirals', trainExamples: 100, testExamples: 50 },
      network: { layers: [{ kind: 'dense', units: 8 }] },
      optimizer: { kind: 'sgd' },
      batchSize: 10,
      duration: { unit: 'epochs', count: 2 },
    },
    arms: [{ name: 'without BN' }, { name: 'with BN', patch: { 'network.normalization': { kind: 'batch' } } }],
    seeds: [...seeds],
  });
  const withBn = {
    ...spec.base,
    network: {
      ...spec.base.network,
      normalization: {
        kind: 'batch' as const,
        epsilon: 1e-5,
        momentum: 0.1,
        affine: true,
        placement: 'beforeActivation' as const,
        keepBias: false,
      },
    },
  };
  return {
    spec,
    specHash: 'hash-of-the-experiment',
    datasetName: 'Two spirals',
    baseline: 'without BN',
    runs: seeds.flatMap((seed) => [
      { arm: 'without BN', seed, device: 'wasm' as const, spec: spec.base, specHash: 'hash-without', stepsPlanned: 20 },
      { arm: 'with BN', seed, device: 'wasm' as const, spec: withBn, specHash: 'hash-with', stepsPlanned: 20 },
    ]),
  };
}
