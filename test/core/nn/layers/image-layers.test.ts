import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { initialTensors } from '#core/nn/initial-values.ts';
import { Conv2d } from '#core/nn/layers/conv2d.ts';
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

describe('a convolution', () => {
  const layer = new Conv2d({
    path: 'conv2d',
    geometry: { ...windows, inChannels: 1, outChannels: 1 },
    bias: true,
    initializer: () => 0,
  });
  const tensors = { 'conv2d.weight': [1, 2, 3, 4], 'conv2d.bias': [0.5] };

  it('is a cross-correlation: the kernel is not turned round', async () => {
    const { output } = await runLayer(layer, { mode: 'evaluation', batches: [image], tensors });
    // 1 · 1 + 2 · 2 + 4 · 3 + 5 · 4 = 37, and so on.
    expect(output).toEqual([[37.5], [47.5], [67.5], [77.5]]);
  });

  it('gives the gradients of weight, bias and input', async () => {
    const run = await runLayer(layer, { mode: 'training', batches: [image], gradOutput: ones, tensors });
    expect([...run.gradients['conv2d.bias']]).toEqual([1111]);
    expect([...run.gradients['conv2d.weight']]).toEqual([5421, 6532, 8754, 9865]);
    expect(run.gradInput).toEqual([[1], [12], [20], [103], [1234], [2040], [300], [3400], [4000]]);
  });

  it('counts its weights in the order (ky, kx, in), outputs last', async () => {
    const geometry = { ...square, kernelHeight: 1, kernelWidth: 1, outHeight: 3, outWidth: 3 } as const;
    const twoToTwo = new Conv2d({
      path: 'c',
      geometry: { ...geometry, inChannels: 2, outChannels: 2 },
      bias: false,
      initializer: () => 0,
    });
    const batches = [Array.from({ length: 9 }, () => [1, 10])];
    const { output } = await runLayer(twoToTwo, { mode: 'evaluation', batches, tensors: { 'c.weight': [1, 2, 3, 4] } });
    expect(output[0]).toEqual([31, 42]);
    expect(twoToTwo.tensors.map(({ path, shape }) => [path, shape])).toEqual([['c.weight', [1, 1, 2, 2]]]);
  });
});

describe('pooling', () => {
  const pool = (kind: 'max' | 'average', geometry: Partial<Record<keyof typeof windows, number>> = {}) =>
    new Pool({ path: 'pool', kind, geometry: { ...windows, ...geometry } });

  it('takes the largest, and gives it the gradient', async () => {
    const run = await runLayer(pool('max'), { mode: 'training', batches: [image], gradOutput: ones });
    expect(run.output).toEqual([[5], [6], [8], [9]]);
    expect(run.gradInput!.flat()).toEqual([0, 0, 0, 0, 1, 10, 0, 100, 1000]);
  });

  it('gives the gradient to the first of equal largest ones', async () => {
    const equal = image.map(() => [4]);
    const run = await runLayer(pool('max'), { mode: 'training', batches: [equal], gradOutput: ones });
    expect(run.gradInput!.flat()).toEqual([1, 10, 0, 100, 1000, 0, 0, 0, 0]);
  });

  it('hands NaN on', async () => {
    const batches = [image.map(([value]) => [value === 5 ? NaN : value])];
    const run = await runLayer(pool('max'), { mode: 'training', batches, gradOutput: ones });
    expect(run.output.flat()).toEqual([NaN, NaN, NaN, NaN]);
    expect(run.gradInput!.flat()).toEqual([0, 0, 0, 0, 1111, 0, 0, 0, 0]);
  });

  it('averages what lies inside the image', async () => {
    const padded = { padTop: 1, padLeft: 1, outHeight: 4, outWidth: 4 };
    const { output } = await runLayer(pool('average', padded), { mode: 'evaluation', batches: [image] });
    expect(output.flat()).toEqual([1, 1.5, 2.5, 3, 2.5, 3, 4, 4.5, 5.5, 6, 7, 7.5, 7, 7.5, 8.5, 9]);
  });
});

describe('batch normalization of a convolution', () => {
  it.each([1, 5, 32])('of %i channels has 2 parameters and 2 statistics for each', (filters) => {
    const tensors = tensorsOf({ layers: [{ kind: 'conv2d', filters }], normalization: { kind: 'batch' } }, [9, 7, 3]);
    const own = tensors.filter(({ path }) => path.includes('batchNorm'));
    const count = (role: string) => own.filter((t) => t.role === role).reduce((sum, t) => sum + t.values.length, 0);
    expect([count('parameter'), count('statistic')]).toEqual([2 * filters, 2 * filters]);
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
