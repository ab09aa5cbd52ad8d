import { describe, expect, it } from 'vitest';
import {
  activationSpec,
  normalizationSpec,
  type NetworkSpec,
  type NormalizationSpec,
} from '#core/spec/network/network.ts';
import { lossSpec } from '#core/spec/training/training.ts';
import { checkGradients } from './gradient-check.ts';
import { smallDataset } from './small-dataset.ts';
import { smallSpec } from './small-spec.ts';
import { shakenProbe } from './shaken-probe.ts';
import { StepProbe } from './step-probe.ts';

const placements = ['beforeActivation', 'afterActivation'] as const;
const flags = [true, false];
const affineMatrix = flags.flatMap((affine) => placements.map((placement) => ({ affine, placement })));
const biasMatrix = affineMatrix.flatMap((options) => flags.map((keepBias) => ({ ...options, keepBias })));

/** Every option of every normalization of vectors against every other, and none at all. */
const normalizations: NormalizationSpec[] = [
  { kind: 'none' },
  { kind: 'weight' },
  ...biasMatrix.map((options) => ({ kind: 'batch', ...options })),
  ...biasMatrix.map((options) => ({ kind: 'batch', statistics: 'frozen', ...options })),
  ...biasMatrix.map((options) => ({ kind: 'batchRenorm', rMax: 1.2, dMax: 0.3, ...options })),
  ...affineMatrix.map((options) => ({ kind: 'layer', ...options })),
  ...affineMatrix.map((options) => ({ kind: 'group', groups: 2, ...options })),
].map((spec) => normalizationSpec.parse(spec));

function describeNormalization({ kind, ...options }: NormalizationSpec): string {
  const words = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return [kind, ...words.filter((word) => !/^(epsilon|momentum|rMax|dMax|groups)/.test(word))].join(', ');
}

/** The name of the normalization's own tensors in a path. */
const LAYER_NAMES: Partial<Record<NormalizationSpec['kind'], string>> = {
  batch: 'batchNorm',
  batchRenorm: 'batchRenorm',
  layer: 'layerNorm',
  group: 'groupNorm',
};

function expectedPaths(spec: NormalizationSpec, depth: number): string[] {
  const paths: string[] = [];
  for (let layer = 0; layer < depth; layer += 1) {
    const dropsBias = 'keepBias' in spec && spec.placement === 'beforeActivation' && !spec.keepBias;
    const dense = `layers.${layer}.dense`;
    if (spec.kind === 'weight') paths.push(`${dense}.weightDirection`, `${dense}.weightMagnitude`);
    else paths.push(`${dense}.weight`);
    if (!dropsBias) paths.push(`${dense}.bias`);
    const affine = 'affine' in spec && spec.affine;
    if (affine) paths.push(...['gamma', 'beta'].map((name) => `layers.${layer}.${LAYER_NAMES[spec.kind]}.${name}`));
  }
  return [...paths, `layers.${depth}.dense.weight`, `layers.${depth}.dense.bias`];
}

const dataset = smallDataset();

describe.each(activationSpec.options)('%s', (activation) => {
  const cases = normalizations.map((spec) => [describeNormalization(spec), spec] as const);
  it.each(cases)('%s: every gradient equals finite differences', async (_, normalization) => {
    for (const loss of lossSpec.options) {
      for (const units of [[4], [4, 4], [4, 6, 4]]) {
        const layers = units.map((count) => ({ kind: 'dense', units: count }) as const);
        const network: NetworkSpec = {
          layers,
          activation,
          normalization,
          initializer: { kind: 'xavier', distribution: 'normal' },
        };
        const probe = await shakenProbe(smallSpec({ network, loss }), dataset);
        expect(probe.parameterPaths).toEqual(expectedPaths(normalization, units.length));
        await checkGradients(probe);
      }
    }
  });
});

it.each([0.1, 0.5])('label smoothing of %d keeps gradients equal to finite differences', async (labelSmoothing) => {
  await checkGradients(await shakenProbe(smallSpec({ labelSmoothing }), dataset));
});

it('holds for a network without hidden layers, and for normalized inputs', async () => {
  for (const inputNormalization of ['none', 'center', 'standardize'] as const) {
    await checkGradients(await StepProbe.open(smallSpec({ network: { layers: [] }, inputNormalization }), dataset));
  }
});

it('holds where layers differ from each other', async () => {
  const spec = smallSpec({
    network: {
      layers: [
        { kind: 'dense', units: 4, activation: 'tanh', normalization: { kind: 'batch' } },
        { kind: 'dense', units: 2, initializer: { kind: 'uniform', limit: 0.5 } },
        { kind: 'dense', units: 3, activation: 'gelu', normalization: { kind: 'batch', placement: 'afterActivation' } },
      ],
      activation: 'sigmoid',
    },
  });
  await checkGradients(await StepProbe.open(spec, dataset));
});

it('holds for dropout, first, between layers and last', async () => {
  const dropout = { kind: 'dropout', rate: 0.4 } as const;
  const dense = { kind: 'dense', units: 5, activation: 'tanh' } as const;
  const probe = await shakenProbe(
    smallSpec({ network: { layers: [dropout, dense, dropout, dense, dropout] } }),
    dataset,
  );
  await checkGradients(probe);
});

it('holds for residual blocks of vectors, with either shortcut', async () => {
  const dense = (units: number) => ({ kind: 'dense', units, activation: 'tanh' }) as const;
  const spec = smallSpec({
    network: {
      layers: [
        { kind: 'residual', layers: [dense(4), dense(5)], shortcut: 'projection', activation: 'elu' },
        { kind: 'residual', layers: [dense(3), { kind: 'dropout', rate: 0.2 }, dense(5)], activation: 'identity' },
      ],
      normalization: { kind: 'batch' },
    },
  });
  const probe = await shakenProbe(spec, dataset);
  expect(probe.parameterPaths).toContain('layers.0.residual.layers.1.batchNorm.gamma');
  expect(probe.parameterPaths).toContain('layers.0.residual.shortcut.dense.weight');
  await checkGradients(probe);
});

it('would notice a wrong gradient', async () => {
  const probe = await StepProbe.open(smallSpec(), dataset);
  const gradient = probe.gradient.bind(probe);
  probe.gradient = async (path) => (await gradient(path)).map((value) => value * 1.001 + 1e-5);
  await expect(checkGradients(probe)).rejects.toThrow('finite differences');
});
