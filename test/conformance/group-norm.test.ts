import { test } from 'vitest';
import { describeDevices, smallestFloat } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { normals, stream } from './test-values.ts';

/** [examples, positions, channels, groups]: layer, group and instance normalization, of vectors and of images. */
const SHAPES = [
  [1, 1, 2, 1],
  [3, 1, 7, 1],
  [5, 1, 100, 1],
  [8, 1, 9, 3],
  [2, 1, 100, 25],
  [2, 9, 1, 1],
  [3, 7, 3, 1],
  [2, 8, 8, 4],
  [3, 100, 9, 9],
  [2, 100, 100, 10],
  [1, 3, 6, 6],
];

const INPUTS = [
  { mean: 0, deviation: 1 },
  { mean: 1e4, deviation: 1e-2 },
  { mean: -1e6, deviation: 10 },
  { mean: 0, deviation: 1e-12 },
  { mean: 3, deviation: 1e6 },
  { mean: 5, deviation: 0 },
];

/** As in batch normalization, with sums over at most 10 000 elements that are put together from shorter ones. */
const SUM = 128 * ROUNDING;

describeDevices('groupNorm', (device) => {
  const smallest = smallestFloat(device);

  test.each(INPUTS)('mean $mean, deviation $deviation, all shapes', async ({ mean, deviation }) => {
    const comparison = new OpComparison();
    for (const affine of [false, true]) {
      for (const [examples, positions, channels, groups] of SHAPES) {
        const label = `${examples} × ${positions} × ${channels} / ${groups} mean ${mean} deviation ${deviation} ${affine}`;
        const rows = examples * positions;
        const vector = (name: string) => {
          const values = normals(stream(`${name} ${label}`), channels);
          return affine
            ? comparison.float(
                1,
                channels,
                values.map((value) => Math.max(-4, Math.min(4, value))),
              )
            : null;
        };
        const x = comparison.float(rows, channels, normals(stream(label), rows * channels, deviation, mean));
        const xHat = comparison.float(rows, channels);
        const y = affine ? comparison.float(rows, channels) : xHat;
        const invStd = comparison.float(examples, groups);
        const [gamma, beta] = [vector('gamma'), vector('beta')];
        comparison.emit({ kind: 'groupNorm', x, xHat, y, gamma, beta, invStd, positions, groups, epsilon: 1e-5 });
        comparison.expect(`xHat ${label}`, xHat, { absolute: SUM + smallest, relative: SUM });
        comparison.expect(`y ${label}`, y, { absolute: 5 * SUM + smallest, relative: SUM });
        comparison.expect(`invStd ${label}`, invStd, { absolute: 0, relative: SUM });
      }
    }
    await comparison.run(device);
  });

  test.each([false, true])('backward, affine %s, all shapes', async (affine) => {
    const comparison = new OpComparison();
    for (const [examples, positions, channels, groups] of SHAPES) {
      const label = `backward ${examples} × ${positions} × ${channels} / ${groups} ${affine}`;
      const rows = examples * positions;
      const size = rows * channels;
      const values = {
        xHat: normals(stream(`xHat ${label}`), size),
        gradOutput: normals(stream(`gradOutput ${label}`), size, 0.01),
        invStd: normals(stream(`invStd ${label}`), examples * groups).map((value) => 0.1 + value * value),
        gamma: normals(stream(`gamma ${label}`), channels),
      };
      const gradInput = comparison.float(rows, channels);
      const [gradGamma, gradBeta] = [comparison.float(1, channels), comparison.float(1, channels)];
      comparison.emit({
        kind: 'groupNormBackward',
        xHat: comparison.float(rows, channels, values.xHat),
        gamma: affine ? comparison.float(1, channels, values.gamma) : null,
        invStd: comparison.float(examples, groups, values.invStd),
        gradOutput: comparison.float(rows, channels, values.gradOutput),
        gradInput,
        gradGamma,
        gradBeta,
        positions,
        groups,
      });
      // The same formulas with every term's magnitude: what the rounding errors of the sums are bounded by.
      const sums = { gamma: new Float64Array(channels), beta: new Float64Array(channels) };
      const within = { plain: new Float64Array(examples * groups), weighted: new Float64Array(examples * groups) };
      const scale = (channel: number) => (affine ? Math.abs(values.gamma[channel]) : 1);
      const groupOf = (index: number) =>
        Math.floor(index / channels / positions) * groups + Math.floor(((index % channels) * groups) / channels);
      values.gradOutput.forEach((gradient, index) => {
        const channel = index % channels;
        sums.beta[channel] += Math.abs(gradient);
        sums.gamma[channel] += Math.abs(gradient * values.xHat[index]);
        within.plain[groupOf(index)] += scale(channel) * Math.abs(gradient);
        within.weighted[groupOf(index)] += scale(channel) * Math.abs(gradient * values.xHat[index]);
      });
      const members = (positions * channels) / groups;
      const input = Float64Array.from(values.gradOutput, (gradient, index) => {
        const group = groupOf(index);
        const through = (within.plain[group] + Math.abs(values.xHat[index]) * within.weighted[group]) / members;
        return values.invStd[group] * (scale(index % channels) * Math.abs(gradient) + through);
      });
      comparison.expect(`gradGamma ${label}`, gradGamma, { absolute: smallest, relative: SUM, of: sums.gamma });
      comparison.expect(`gradBeta ${label}`, gradBeta, { absolute: smallest, relative: SUM, of: sums.beta });
      comparison.expect(`gradInput ${label}`, gradInput, { absolute: smallest, relative: SUM, of: input });
    }
    await comparison.run(device);
  });
});
