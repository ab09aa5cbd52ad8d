import { describe, test } from 'vitest';
import type { WindowGeometry } from '#core/plan/ops.ts';
import { describeDevices, isSlow } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { normals, stream } from './test-values.ts';

const CHANNELS = [1, 2, 3, 7, 8, 9, 100];

/** [extent, kernel, stride, padding, outputs] of each axis: plain, overlapping, with gaps, clipped by the border, global. */
const AXES = [
  [8, 2, 2, 0, 4],
  [7, 3, 2, 1, 4],
  [5, 3, 1, 1, 5],
  [7, 2, 3, 0, 2],
  [4, 4, 1, 0, 1],
  [6, 2, 2, 0, 3],
  [9, 3, 3, 0, 3],
  [3, 2, 2, 1, 2],
];

function geometries(): WindowGeometry[] {
  return AXES.map(([inHeight, kernelHeight, strideY, padTop, outHeight], index) => {
    const [inWidth, kernelWidth, strideX, padLeft, outWidth] = AXES[(index + 1) % AXES.length];
    const batch = 1 + (index % 3);
    return {
      batch,
      inHeight,
      inWidth,
      outHeight,
      outWidth,
      kernelHeight,
      kernelWidth,
      strideY,
      strideX,
      padTop,
      padLeft,
    };
  });
}

const inRows = ({ batch, inHeight, inWidth }: WindowGeometry) => batch * inHeight * inWidth;
const outRows = ({ batch, outHeight, outWidth }: WindowGeometry) => batch * outHeight * outWidth;

/** Numbers of which many are equal, with infinities and NaN among them. */
function coarse(name: string, size: number): Float32Array<ArrayBuffer> {
  const random = stream(name);
  const special = [NaN, Infinity, -Infinity, 0, -0];
  return Float32Array.from({ length: size }, () =>
    random.uniform() < 0.1 ? special[random.integer(5)] : random.integer(4) - 2,
  );
}

const INPUTS = {
  'normal numbers': (name: string, size: number) => normals(stream(name), size),
  'equal numbers, infinities and NaN': coarse,
};

describeDevices('pooling', (device) => {
  const channelCounts = isSlow(device) ? [1, 3, 9] : CHANNELS;
  describe.each(Object.entries(INPUTS))('%s', (kind, draw) => {
    test.each(channelCounts)('maxPool and its gradient, %i channels', async (channels) => {
      const comparison = new OpComparison();
      geometries().forEach((geometry, index) => {
        const name = `maxPool ${kind} ${channels} ${index}`;
        const values = draw(name, inRows(geometry) * channels);
        const x = comparison.float(inRows(geometry), channels, values);
        const y = comparison.float(outRows(geometry), channels);
        comparison.emit({ kind: 'maxPool', x, y, geometry });
        comparison.expect(name, y, { absolute: 0, relative: 0 });
        const gradOutput = comparison.float(
          outRows(geometry),
          channels,
          normals(stream(`${name} gradient`), outRows(geometry) * channels),
        );
        const gradInput = comparison.float(inRows(geometry), channels, new Float32Array(values.length).fill(7));
        comparison.emit({ kind: 'maxPoolBackward', x, y, gradOutput, gradInput, geometry });
        // Windows overlap: an element may be the sum of nine gradients of at most 5 each.
        comparison.expect(`${name} gradient`, gradInput, { absolute: 9 * 45 * ROUNDING, relative: 0 });
      });
      await comparison.run(device);
    });
  });

  test.each(channelCounts)('averagePool and its gradient, %i channels', async (channels) => {
    const comparison = new OpComparison();
    geometries().forEach((geometry, index) => {
      const name = `averagePool ${channels} ${index}`;
      const x = comparison.float(inRows(geometry), channels, normals(stream(name), inRows(geometry) * channels));
      const y = comparison.float(outRows(geometry), channels);
      comparison.emit({ kind: 'averagePool', x, y, geometry });
      // At most 16 terms of at most 5.
      comparison.expect(name, y, { absolute: 18 * 5 * ROUNDING, relative: 0 });
      const gradOutput = comparison.float(
        outRows(geometry),
        channels,
        normals(stream(`${name} gradient`), outRows(geometry) * channels),
      );
      const gradInput = comparison.float(
        inRows(geometry),
        channels,
        new Float32Array(inRows(geometry) * channels).fill(7),
      );
      comparison.emit({ kind: 'averagePoolBackward', gradOutput, gradInput, geometry });
      comparison.expect(`${name} gradient`, gradInput, { absolute: 9 * 45 * ROUNDING, relative: 0 });
    });
    await comparison.run(device);
  });
});
