import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { initialTensors } from '#core/nn/initial-values.ts';
import { Pool } from '#core/nn/layers/pool.ts';
import type { plainLayerSpec } from '#core/spec/network/layers.ts';
import type { NetworkSpec } from '#core/spec/network/network.ts';
import { recordRun } from '../../train/recorded-run.ts';
import { runLayer } from '../run-layer.ts';
import { smallImages } from '../small-images.ts';
import { smallSpec, type RunInput } from '../small-spec.ts';

/** One image of 3 × 3 with one channel, as rows of channels. */
const image = [[1], [2], [3], [4], [5], [6], [7], [8], [9]];
const square = { inHeight: 3, inWidth: 3, strideY: 1, strideX: 1, padTop: 0, padLeft: 0 } as const;
const windows = { ...square, kernelHeight: 2, kernelWidth: 2, outHeight: 2, outWidth: 2 } as const;
const ones = [[1], [10], [100], [1000]];

describe('max pooling', () => {
  const pool = new Pool({ path: 'pool', kind: 'max', geometry: windows });

  it('gives the gradient to the first of equal largest ones', async () => {
    const equal = image.map(() => [4]);
    const run = await runLayer(pool, { mode: 'training', batches: [equal], gradOutput: ones });
    expect(run.gradInput!.flat()).toEqual([1, 10, 0, 100, 1000, 0, 0, 0, 0]);
  });

  it('hands NaN on', async () => {
    const batches = [image.map(([value]) => [value === 5 ? NaN : value])];
    const run = await runLayer(pool, { mode: 'training', batches, gradOutput: ones });
    expect(run.output.flat()).toEqual([NaN, NaN, NaN, NaN]);
    expect(run.gradInput!.flat()).toEqual([0, 0, 0, 0, 1111, 0, 0, 0, 0]);
  });
});

describe('networks of the literature', () => {
  const conv = (filters: number, stride = 1) => ({ kind: 'conv2d', filters, stride }) as const;
  const linear = { activation: 'identity' } as const;

  it('ResNet-20 for CIFAR-10 has the parameters that He et al. count, and those of its two projections', () => {
    const plain = (filters: number) => residual([conv(filters), { ...conv(filters), ...linear }], 'identity');
    const down = (filters: number) => residual([conv(filters, 2), { ...conv(filters), ...linear }], 'projection');
    const stages = [plain(16), plain(16), plain(16), down(32), plain(32), plain(32), down(64), plain(64), plain(64)];
    const network: RunInput['network'] = {
      layers: [conv(16), ...stages, { kind: 'globalAveragePool' }],
      normalization: { kind: 'batch' },
    };
    const tensors = tensorsOf(network, [32, 32, 3]);
    const parameters = tensors
      .filter(({ role }) => role === 'parameter')
      .reduce((n, { values }) => n + values.length, 0);
    // 269,722 with shortcuts that have no parameters (their table 6 says 0.27M), and two 1 × 1 convolutions with BN.
    expect(parameters).toBe(269_722 + (16 * 32 + 2 * 32) + (32 * 64 + 2 * 64));
  });

  it('a perceptron of 25 layers is a spec of 25 layers', () => {
    const layers = Array.from({ length: 25 }, () => ({ kind: 'dense', units: 10 }) as const);
    expect(tensorsOf({ layers, normalization: { kind: 'layer' } }, [4]).at(-2)?.path).toBe('layers.25.dense.weight');
  });
});

function residual(layers: z.input<typeof plainLayerSpec>[], shortcut: 'identity' | 'projection') {
  return { kind: 'residual' as const, layers, shortcut };
}

function tensorsOf(network: RunInput['network'], exampleShape: readonly number[]) {
  const spec: { network: NetworkSpec } = smallSpec({ network });
  return initialTensors(spec, { exampleShape, classes: 10 }, 1);
}

describe('evaluation of a convolutional network with batch normalization', () => {
  it('gives each image the same scores alone as in a batch', async () => {
    const network: RunInput['network'] = {
      layers: [{ kind: 'conv2d', filters: 3 }, { kind: 'maxPool' }, { kind: 'conv2d', filters: 2 }],
      normalization: { kind: 'batch' },
    };
    const losses = async (batchSize: number) => {
      const evaluation = { interval: { count: 1 }, batchSize };
      const spec = smallSpec({ network, evaluation, duration: { count: 3 } });
      return (await recordRun(spec, { dataset: smallImages() })).scalars('test/loss');
    };
    const alone = await losses(1);
    for (const batchSize of [2, 7]) {
      (await losses(batchSize)).forEach((loss, index) => expect(loss).toBeCloseTo(alone[index], 6));
    }
  });
});
