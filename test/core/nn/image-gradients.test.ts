import { describe, expect, it } from 'vitest';
import { normalizationSpec } from '#core/spec/network/network.ts';
import { checkGradients } from './gradient-check.ts';
import { shakenProbe } from './shaken-probe.ts';
import { smallImages } from './small-images.ts';
import { smallSpec, type RunInput } from './small-spec.ts';

const dataset = smallImages();
type Network = RunInput['network'];

const probeOf = (network: Network) =>
  shakenProbe(smallSpec({ network: { activation: 'tanh', ...network }, batchSize: 3 }), dataset);

const check = async (network: Network) => checkGradients(await probeOf(network));

describe('every gradient of a convolution equals finite differences', () => {
  const paddings = ['same', 'valid'] as const;
  const kernels = [1, 2, 3, 4].flatMap((kernelSize) => [1, 2, 3].map((stride) => ({ kernelSize, stride })));
  const matrix = kernels.flatMap((kernel) => paddings.map((padding) => ({ ...kernel, padding })));

  it.each(matrix)('kernel $kernelSize, stride $stride, padding $padding', async (options) => {
    await check({ layers: [{ kind: 'conv2d', filters: 2, ...options }] });
  });

  // The second layer is asked for the gradient of its input.
  it.each(matrix)('second layer: kernel $kernelSize, stride $stride, padding $padding', async (options) => {
    const first = { kind: 'conv2d', filters: 2, kernelSize: 2 } as const;
    await check({ layers: [first, { kind: 'conv2d', filters: 3, ...options }] });
  });
});

describe('every gradient through pooling equals finite differences', () => {
  const matrix = (['maxPool', 'averagePool'] as const).flatMap((kind) =>
    [2, 3].flatMap((size) =>
      [undefined, 1, 2, 3].flatMap((stride) =>
        (['same', 'valid'] as const).map((padding) => ({ kind, size, padding, ...(stride && { stride }) })),
      ),
    ),
  );

  it.each(matrix)('$kind, size $size, stride $stride, padding $padding', async (pool) => {
    await check({ layers: [{ kind: 'conv2d', filters: 2 }, pool, { kind: 'dense', units: 3 }] });
  });

  it('global average pooling, flattening, and images straight into the output layer', async () => {
    const conv = { kind: 'conv2d', filters: 3 } as const;
    await check({ layers: [conv, { kind: 'globalAveragePool' }] });
    await check({ layers: [conv, { kind: 'flatten' }, { kind: 'dense', units: 2 }] });
    await check({ layers: [{ kind: 'maxPool' }, conv] });
    await check({ layers: [conv, { kind: 'dropout', rate: 0.3 }] });
  });
});

describe('every gradient of a normalized convolution equals finite differences', () => {
  const kinds = [
    { kind: 'none' },
    { kind: 'weight' },
    { kind: 'batch' },
    { kind: 'batch', keepBias: true },
    { kind: 'batch', statistics: 'frozen' },
    { kind: 'batchRenorm', rMax: 1.5, dMax: 0.5 },
    { kind: 'layer' },
    { kind: 'group', groups: 2 },
    { kind: 'instance' },
    { kind: 'instance', keepBias: true },
  ].flatMap((kind) =>
    kind.kind === 'none' || kind.kind === 'weight'
      ? [kind]
      : [true, false].flatMap((affine) =>
          ['beforeActivation', 'afterActivation'].map((placement) => ({ ...kind, affine, placement })),
        ),
  );

  it.each(kinds.map((kind) => [JSON.stringify(kind), kind] as const))('%s', async (_, kind) => {
    const normalization = normalizationSpec.parse(kind);
    const layers = [
      { kind: 'conv2d', filters: 4, kernelSize: 2 },
      { kind: 'conv2d', filters: 2, stride: 2 },
    ] as const;
    await check({ layers: [...layers], normalization });
  });
});

describe('residual blocks of images', () => {
  const conv = (filters: number, stride = 1) =>
    ({ kind: 'conv2d', filters, stride, kernelSize: 3, activation: 'identity' }) as const;

  it('pass the gradient both ways, with either shortcut', async () => {
    const probe = await probeOf({
      layers: [
        conv(3),
        { kind: 'residual', layers: [{ ...conv(3), activation: 'tanh' }, conv(3)] },
        { kind: 'residual', layers: [{ ...conv(4, 2), activation: 'tanh' }, conv(4)], shortcut: 'projection' },
        { kind: 'globalAveragePool' },
      ],
      normalization: { kind: 'batch' },
    });
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
    await checkGradients(probe);
  });
});
