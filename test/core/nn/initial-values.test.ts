import { describe, expect, it } from 'vitest';
import { initialTensors } from '#core/nn/initial-values.ts';
import type { InitializerSpec } from '#core/spec/network/network.ts';
import { smallSpec } from './small-spec.ts';

const data = { exampleShape: [20, 15], classes: 10 };

function weightsOf(initializer: InitializerSpec, seed = 1): Float32Array {
  const spec = smallSpec({ network: { layers: [{ kind: 'dense', units: 100 }], initializer } });
  return initialTensors(spec, data, seed)[0].values;
}

function varianceOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

describe('weights', () => {
  const fanIn = 300;
  const fanOut = 100;
  const cases: [string, InitializerSpec, number][] = [
    ['normal', { kind: 'normal', stddev: 0.2 }, 0.04],
    ['uniform', { kind: 'uniform', limit: 0.3 }, 0.03],
    ['xavier normal', { kind: 'xavier', distribution: 'normal' }, 2 / (fanIn + fanOut)],
    ['xavier uniform', { kind: 'xavier', distribution: 'uniform' }, 2 / (fanIn + fanOut)],
    ['he normal', { kind: 'he', distribution: 'normal' }, 2 / fanIn],
    ['he uniform', { kind: 'he', distribution: 'uniform' }, 2 / fanIn],
    ['lecun normal', { kind: 'lecun', distribution: 'normal' }, 1 / fanIn],
    ['lecun uniform', { kind: 'lecun', distribution: 'uniform' }, 1 / fanIn],
  ];

  it.each(cases)('%s: mean 0 and the variance of its formula', (_, spec, variance) => {
    const weights = weightsOf(spec);
    const mean = weights.reduce((sum, value) => sum + value, 0) / weights.length;
    expect(weights.length).toBe(fanIn * fanOut);
    // Four standard errors of the mean, and about six of the variance.
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / weights.length));
    expect(varianceOf(weights) / variance).toBeCloseTo(1, 1);
    const limit = spec.kind === 'uniform' || ('distribution' in spec && spec.distribution === 'uniform');
    const largest = Math.max(...weights.map(Math.abs)) / Math.sqrt(variance);
    if (limit) expect(largest).toBeLessThanOrEqual(Math.sqrt(3) * 1.000001);
    else expect(largest).toBeGreaterThan(3);
  });

  it('depend on the seed', () => {
    const spec = { kind: 'normal', stddev: 1 } as const;
    expect(weightsOf(spec, 1)).toEqual(weightsOf(spec, 1));
    expect(weightsOf(spec, 1)).not.toEqual(weightsOf(spec, 2));
  });
});

it('starts biases and beta at 0, gamma at 1, running means at 0 and running variances at 1', () => {
  const spec = smallSpec({
    network: { layers: [{ kind: 'dense', units: 3 }], normalization: { kind: 'batch', keepBias: true } },
  });
  const byPath = new Map(initialTensors(spec, data, 1).map(({ path, values }) => [path, [...values]]));
  expect(byPath.get('layers.0.dense.bias')).toEqual([0, 0, 0]);
  expect(byPath.get('layers.0.batchNorm.gamma')).toEqual([1, 1, 1]);
  expect(byPath.get('layers.0.batchNorm.beta')).toEqual([0, 0, 0]);
  expect(byPath.get('layers.0.batchNorm.runningMean')).toEqual([0, 0, 0]);
  expect(byPath.get('layers.0.batchNorm.runningVar')).toEqual([1, 1, 1]);
  expect(byPath.get('layers.1.dense.bias')).toEqual(new Array(10).fill(0));
});

it('gives arms the same bits in every tensor they share', () => {
  const layers = [{ kind: 'dense', units: 6 } as const, { kind: 'dense', units: 5 } as const];
  const plain = initialTensors(smallSpec({ network: { layers } }), data, 3);
  const arms = [
    smallSpec({ network: { layers, normalization: { kind: 'batch' } } }),
    smallSpec({ network: { layers, normalization: { kind: 'batch', placement: 'afterActivation', affine: false } } }),
    smallSpec({ network: { layers, activation: 'tanh' }, batchSize: 4 }),
    smallSpec({ network: { layers: [...layers, { kind: 'dense', units: 5 }] } }),
  ];
  for (const arm of arms) {
    const values = new Map(initialTensors(arm, data, 3).map((tensor) => [tensor.path, tensor.values]));
    const shared = plain.filter(({ path, values: own }) => values.get(path)?.length === own.length);
    expect(shared.map(({ path }) => path)).toContain('layers.1.dense.weight');
    for (const { path, values: own } of shared) expect(values.get(path), path).toEqual(own);
  }
});
