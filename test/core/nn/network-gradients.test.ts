import { expect, it } from 'vitest';
import { lossSpec } from '#core/spec/training/training.ts';
import { checkGradients } from './gradient-check.ts';
import { shakenProbe } from './shake.ts';
import { smallDataset } from './small-dataset.ts';
import { smallImages } from './small-images.ts';
import { smallSpec, type RunInput } from './small-spec.ts';
import { StepProbe } from './step-probe.ts';

/** Gradients of what whole networks add to their layers; `layers/every-layer.test.ts` checks each layer in networks. */

const dataset = smallDataset();

async function check(input: Partial<RunInput>): Promise<void> {
  const probe = await shakenProbe(smallSpec(input), dataset);
  await checkGradients(probe, probe.parameterPaths);
}

it.each(lossSpec.options)('%s: every gradient equals finite differences, at any depth', async (loss) => {
  for (const units of [[4], [4, 4], [4, 6, 4]]) {
    await check({ loss, network: { layers: units.map((count) => ({ kind: 'dense', units: count }) as const) } });
  }
});

it.each([0.1, 0.5])('label smoothing of %d keeps gradients equal to finite differences', async (labelSmoothing) => {
  await check({ labelSmoothing });
});

it('holds for a network without hidden layers, and for normalized inputs', async () => {
  for (const inputNormalization of ['none', 'center', 'standardize'] as const) {
    await check({ network: { layers: [] }, inputNormalization });
  }
});

it('holds where layers differ from each other', async () => {
  await check({
    network: {
      layers: [
        { kind: 'dense', units: 4, activation: 'tanh', normalization: { kind: 'batch' } },
        { kind: 'dense', units: 2, initializer: { kind: 'uniform', limit: 0.5 } },
        { kind: 'dense', units: 3, activation: 'gelu', normalization: { kind: 'batch', placement: 'afterActivation' } },
      ],
      activation: 'sigmoid',
    },
  });
});

it('holds for residual blocks of vectors, one after the other', async () => {
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
  await checkGradients(probe, probe.parameterPaths);
});

it('holds for residual blocks of images, one after the other', async () => {
  const conv = (filters: number, stride = 1) =>
    ({ kind: 'conv2d', filters, stride, kernelSize: 3, activation: 'identity' }) as const;
  const network: RunInput['network'] = {
    layers: [
      conv(3),
      { kind: 'residual', layers: [{ ...conv(3), activation: 'tanh' }, conv(3)] },
      { kind: 'residual', layers: [{ ...conv(4, 2), activation: 'tanh' }, conv(4)], shortcut: 'projection' },
      { kind: 'globalAveragePool' },
    ],
    activation: 'tanh',
    normalization: { kind: 'batch' },
  };
  const probe = await shakenProbe(smallSpec({ network, batchSize: 3 }), smallImages());
  expect(probe.parameterPaths.filter((path) => path.startsWith('layers.2'))).toEqual([
    'layers.2.residual.layers.0.conv2d.weight',
    'layers.2.residual.layers.0.batchNorm.gamma',
    'layers.2.residual.layers.0.batchNorm.beta',
    'layers.2.residual.layers.1.conv2d.weight',
    'layers.2.residual.layers.1.batchNorm.gamma',
    'layers.2.residual.layers.1.batchNorm.beta',
    'layers.2.residual.shortcut.conv2d.weight',
    'layers.2.residual.shortcut.batchNorm.gamma',
    'layers.2.residual.shortcut.batchNorm.beta',
  ]);
  await checkGradients(probe, probe.parameterPaths);
});

it('would notice a wrong gradient', async () => {
  const probe = await StepProbe.open(smallSpec(), dataset);
  const gradient = probe.gradient.bind(probe);
  probe.gradient = async (path) => (await gradient(path)).map((value) => value * 1.001 + 1e-5);
  await expect(checkGradients(probe, probe.parameterPaths)).rejects.toThrow('finite differences');
});
