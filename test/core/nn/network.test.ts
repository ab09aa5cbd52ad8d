import { describe, expect, it } from 'vitest';
import type { BatchNormalizationSpec } from '#core/spec/network/network.ts';
import { initialTensors } from '#core/nn/initial-values.ts';
import { smallDataset } from './small-dataset.ts';
import { smallSpec } from './small-spec.ts';
import { StepProbe } from './step-probe.ts';

const dataset = smallDataset();

const normalized = (options: Partial<BatchNormalizationSpec> = {}) =>
  smallSpec({
    network: {
      layers: [
        { kind: 'dense', units: 4 },
        { kind: 'dense', units: 4 },
      ],
      activation: 'sigmoid',
      normalization: { kind: 'batch', ...options },
    },
  });

describe('a bias right before batch normalization', () => {
  it('has no gradient', async () => {
    const probe = await StepProbe.open(normalized({ keepBias: true }), dataset);
    await probe.step();
    for (const layer of [0, 1]) {
      const gradient = await probe.gradient(`layers.${layer}.dense.bias`);
      expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-14);
      const weight = await probe.gradient(`layers.${layer}.dense.weight`);
      expect(Math.max(...weight.map(Math.abs))).toBeGreaterThan(1e-4);
    }
  });

  it('changes no loss', async () => {
    const without = await (await StepProbe.open(normalized(), dataset)).step();
    const probe = await StepProbe.open(normalized({ keepBias: true }), dataset);
    await probe.write('layers.0.dense.bias', [5, -3, 2, 100]);
    expect(await probe.step()).toBeCloseTo(without, 10);
  });
});

describe('weights before batch normalization', () => {
  it('may be scaled: the loss stays, the gradient shrinks by the same factor', async () => {
    const probe = await StepProbe.open(normalized({ epsilon: 1e-14 }), dataset);
    const path = 'layers.1.dense.weight';
    const loss = await probe.step();
    const gradient = await probe.gradient(path);
    await probe.write(
      path,
      (await probe.value(path)).map((value) => 7 * value),
    );
    expect(await probe.step()).toBeCloseTo(loss, 10);
    const scaled = await probe.gradient(path);
    scaled.forEach((value, index) => expect(7 * value).toBeCloseTo(gradient[index], 10));
  });

  it('have a gradient at right angles to them', async () => {
    const probe = await StepProbe.open(normalized({ epsilon: 1e-14 }), dataset);
    await probe.step();
    const weight = await probe.value('layers.0.dense.weight');
    const gradient = await probe.gradient('layers.0.dense.weight');
    expect(weight.reduce((dot, value, index) => dot + value * gradient[index], 0)).toBeCloseTo(0, 10);
  });
});

describe('the tensors of a network', () => {
  it('stand in the order of the layers, each with its shape', () => {
    const tensors = initialTensors(normalized(), dataset, 1).map(({ path, role, shape }) => [path, role, shape]);
    const batchNorm = (layer: number) => [
      [`layers.${layer}.batchNorm.gamma`, 'parameter', [4]],
      [`layers.${layer}.batchNorm.beta`, 'parameter', [4]],
      [`layers.${layer}.batchNorm.runningMean`, 'statistic', [4]],
      [`layers.${layer}.batchNorm.runningVar`, 'statistic', [4]],
    ];
    expect(tensors).toEqual([
      ['layers.0.dense.weight', 'parameter', [3, 4]],
      ...batchNorm(0),
      ['layers.1.dense.weight', 'parameter', [4, 4]],
      ...batchNorm(1),
      ['layers.2.dense.weight', 'parameter', [4, 3]],
      ['layers.2.dense.bias', 'parameter', [3]],
    ]);
  });

  it('let a layer override what the network says', () => {
    const spec = smallSpec({
      network: {
        layers: [
          { kind: 'dense', units: 2, normalization: { kind: 'none' } },
          { kind: 'dense', units: 2 },
        ],
        normalization: { kind: 'batch', affine: false },
      },
    });
    expect(initialTensors(spec, dataset, 1).map(({ path }) => path)).toEqual([
      'layers.0.dense.weight',
      'layers.0.dense.bias',
      'layers.1.dense.weight',
      'layers.1.batchNorm.runningMean',
      'layers.1.batchNorm.runningVar',
      'layers.2.dense.weight',
      'layers.2.dense.bias',
    ]);
  });
});
