import { describe, expect, test } from 'vitest';
import type { ConvolutionGeometry } from '#core/plan/ops.ts';
import type { BufferId } from '#core/plan/plan.ts';
import { describeDevices, isSlow, smallestFloat } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { DISTRIBUTIONS, DISTRIBUTION_NAMES, magnitudes, stream, type DistributionName } from './test-values.ts';

/** Kernel, stride and padding of one axis, and the extents they are tried on. */
interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly extent: number;
}

const AXES: readonly Axis[] = [
  { kernel: 1, stride: 1, padding: 0, extent: 5 },
  { kernel: 1, stride: 2, padding: 0, extent: 6 },
  { kernel: 3, stride: 1, padding: 1, extent: 1 },
  { kernel: 3, stride: 1, padding: 1, extent: 7 },
  { kernel: 3, stride: 1, padding: 0, extent: 8 },
  { kernel: 3, stride: 2, padding: 1, extent: 7 },
  { kernel: 3, stride: 2, padding: 0, extent: 8 },
  { kernel: 2, stride: 2, padding: 0, extent: 7 },
  { kernel: 2, stride: 1, padding: 0, extent: 3 },
  { kernel: 5, stride: 3, padding: 2, extent: 9 },
  { kernel: 4, stride: 1, padding: 1, extent: 4 },
  { kernel: 2, stride: 3, padding: 0, extent: 9 },
];

const CHANNELS = [
  [1, 1],
  [1, 8],
  [3, 7],
  [4, 9],
  [8, 3],
  [9, 8],
  [16, 100],
];

const FEWER_CHANNELS = [...CHANNELS.slice(0, -1), [16, 33]];

function geometryOf(batch: number, y: Axis, x: Axis, inChannels: number, outChannels: number): ConvolutionGeometry {
  const outExtent = ({ kernel, stride, padding, extent }: Axis) =>
    Math.max(1, Math.floor((extent + 2 * padding - kernel) / stride) + 1);
  return {
    batch,
    inHeight: y.extent,
    inWidth: x.extent,
    outHeight: outExtent(y),
    outWidth: outExtent(x),
    kernelHeight: y.kernel,
    kernelWidth: x.kernel,
    strideY: y.stride,
    strideX: x.stride,
    padTop: y.padding,
    padLeft: x.padding,
    inChannels,
    outChannels,
  };
}

interface Sizes {
  readonly inRows: number;
  readonly outRows: number;
  readonly weightRows: number;
}

function sizesOf({
  batch,
  inHeight,
  inWidth,
  outHeight,
  outWidth,
  kernelHeight,
  kernelWidth,
  inChannels,
}: ConvolutionGeometry): Sizes {
  return {
    inRows: batch * inHeight * inWidth,
    outRows: batch * outHeight * outWidth,
    weightRows: kernelHeight * kernelWidth * inChannels,
  };
}

type Kind = 'conv2d' | 'conv2dGradInput' | 'conv2dGradWeight';

/**
 * Each op beside itself on magnitudes: an element is a sum of products, whose rounding error is at most as many roundings of
 * the sum of their magnitudes as there are products, in any order, with two more for a bias.
 */
function addConvolution(
  comparison: OpComparison,
  kind: Kind,
  geometry: ConvolutionGeometry,
  distribution: DistributionName,
  smallest: number,
  padded = false,
): void {
  const { inRows, outRows, weightRows } = sizesOf(geometry);
  const { inChannels, outChannels } = geometry;
  const label = `${kind} ${JSON.stringify(geometry)} ${distribution}`;
  const random = stream(label);
  const draw = DISTRIBUTIONS[distribution];
  const values = {
    x: draw(random, inRows * inChannels),
    y: draw(random, outRows * outChannels),
    weight: draw(random, weightRows * outChannels),
    bias: draw(random, outChannels),
  };
  type Values = typeof values.x;
  const emit = (of: (plain: Values) => Values): BufferId => {
    const x = comparison.float(inRows, inChannels, of(values.x));
    // Another op on x makes it an ordinary matrix, for devices that lay images out in a way of their own.
    if (padded) comparison.emit({ kind: 'columnSum', x, sum: comparison.float(1, inChannels) });
    switch (kind) {
      case 'conv2d': {
        const weight = comparison.float(weightRows, outChannels, of(values.weight));
        const bias = padded ? null : comparison.float(1, outChannels, of(values.bias));
        const y = comparison.float(outRows, outChannels);
        comparison.emit({ kind, x, weight, bias, y, geometry });
        return y;
      }
      case 'conv2dGradInput': {
        const weight = comparison.float(weightRows, outChannels, of(values.weight));
        const gradOutput = comparison.float(outRows, outChannels, of(values.y));
        const gradInput = comparison.float(inRows, inChannels, of(values.x));
        comparison.emit({ kind, gradOutput, weight, gradInput, geometry });
        return gradInput;
      }
      case 'conv2dGradWeight': {
        const gradOutput = comparison.float(outRows, outChannels, of(values.y));
        const gradWeight = comparison.float(weightRows, outChannels, of(values.weight));
        comparison.emit({ kind, x, gradOutput, gradWeight, geometry });
        return gradWeight;
      }
      default:
        return kind satisfies never;
    }
  };
  const terms = {
    conv2d: weightRows,
    conv2dGradInput: (weightRows / inChannels) * outChannels,
    conv2dGradWeight: outRows,
  };
  const magnitude = emit(magnitudes);
  comparison.expect(
    label,
    emit((plain) => plain),
    {
      absolute: 1e-40 + terms[kind] * smallest,
      relative: (terms[kind] + 2) * ROUNDING,
      of: magnitude,
    },
  );
}

describeDevices('convolution', (device) => {
  const smallest = smallestFloat(device);
  describe.each(['conv2d', 'conv2dGradInput', 'conv2dGradWeight'] as const)('%s', (kind) => {
    test.each(isSlow(device) ? FEWER_CHANNELS : CHANNELS)(
      'kernels, strides and paddings, %i to %i channels',
      async (inChannels, outChannels) => {
        const comparison = new OpComparison();
        AXES.forEach((axis, index) => {
          // Each along both axes, beside another one: nothing may mistake height for width.
          const other = AXES[(index + 5) % AXES.length];
          addConvolution(
            comparison,
            kind,
            geometryOf(2, axis, other, inChannels, outChannels),
            'standardNormal',
            smallest,
          );
          addConvolution(
            comparison,
            kind,
            geometryOf(1, other, axis, inChannels, outChannels),
            'standardNormal',
            smallest,
            true,
          );
        });
        expect(await comparison.run(device)).toBeGreaterThan(100);
      },
    );

    test.each(DISTRIBUTION_NAMES)('numbers of the kind %s', async (distribution) => {
      const comparison = new OpComparison();
      addConvolution(comparison, kind, geometryOf(2, AXES[3], AXES[5], 3, 9), distribution, smallest);
      await comparison.run(device);
    });

    test('more rows than a block, and sums longer than one', async () => {
      const comparison = new OpComparison();
      const axis = { kernel: 3, stride: 1, padding: 1, extent: 16 };
      const batch = isSlow(device) ? 1 : 5;
      addConvolution(comparison, kind, geometryOf(batch, axis, axis, 3, 20), 'standardNormal', smallest);
      addConvolution(
        comparison,
        kind,
        geometryOf(1, { ...axis, extent: 6 }, { ...axis, extent: 5 }, 70, 33),
        'standardNormal',
        smallest,
      );
      addConvolution(
        comparison,
        kind,
        geometryOf(1, { ...axis, extent: 27 }, { ...axis, extent: 24 }, 2, 3),
        'standardNormal',
        smallest,
      );
      await comparison.run(device);
    });
  });
});
