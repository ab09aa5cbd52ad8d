import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchNorm } from '#core/nn/layers/batch-norm.ts';
import { randomStream } from '#core/tensor/random.ts';
import { runLayer, type Rows } from '../run-layer.ts';

const EPSILON = 1e-5;

function batchNorm(options: Partial<ConstructorParameters<typeof BatchNorm>[0]> = {}): BatchNorm {
  return new BatchNorm({ path: 'bn', channels: 2, epsilon: EPSILON, momentum: 0.1, affine: true, ...options });
}

const column = (rows: Rows, c: number) => rows.map((row) => row[c]);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Biased, as batch normalization normalizes by it. */
const variance = (values: readonly number[]) => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
};
const unbiasedVariance = (values: readonly number[]) => (variance(values) * values.length) / (values.length - 1);

const element = fc.double({ min: -100, max: 100, noNaN: true });
const batch = (options: { minLength: number; maxLength: number } = { minLength: 2, maxLength: 12 }) =>
  fc.array(fc.tuple(element, element), options);
const pair = fc.tuple(element, element);

describe('in training', () => {
  it('gives outputs with mean beta and standard deviation |gamma| · √(batchVar / (batchVar + epsilon))', async () => {
    await fc.assert(
      fc.asyncProperty(batch(), pair, pair, async (x, gamma, beta) => {
        const tensors = { 'bn.gamma': gamma, 'bn.beta': beta };
        const { output } = await runLayer(batchNorm(), { mode: 'training', batches: [x], tensors });
        for (const c of [0, 1]) {
          const batchVar = variance(column(x, c));
          expect(mean(column(output, c))).toBeCloseTo(beta[c], 8);
          const expected = Math.abs(gamma[c]) * Math.sqrt(batchVar / (batchVar + EPSILON));
          expect(Math.sqrt(variance(column(output, c)))).toBeCloseTo(expected, 6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the identity with gamma = √(batchVar + epsilon) and beta = batchMean', async () => {
    await fc.assert(
      fc.asyncProperty(batch(), async (x) => {
        const tensors = {
          'bn.gamma': [0, 1].map((c) => Math.sqrt(variance(column(x, c)) + EPSILON)),
          'bn.beta': [0, 1].map((c) => mean(column(x, c))),
        };
        const { output } = await runLayer(batchNorm(), { mode: 'training', batches: [x], tensors });
        output.forEach((row, r) => row.forEach((value, c) => expect(value).toBeCloseTo(x[r][c], 9)));
      }),
      { numRuns: 60 },
    );
  });

  it('does not see a shift of its input, nor a scale but through epsilon', async () => {
    await fc.assert(
      fc.asyncProperty(batch(), fc.double({ min: 0.1, max: 10, noNaN: true }), element, async (x, scale, shift) => {
        // Without a spread worth the name, epsilon alone decides the output.
        fc.pre([0, 1].every((c) => variance(column(x, c)) > 1e-3));
        const layer = batchNorm({ epsilon: 1e-14 });
        const moved = x.map((row) => row.map((value) => scale * value + shift));
        const before = await runLayer(layer, { mode: 'training', batches: [x] });
        const after = await runLayer(layer, { mode: 'training', batches: [moved] });
        after.output.forEach((row, r) => row.forEach((y, c) => expect(y).toBeCloseTo(before.output[r][c], 7)));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its digits at mean 1e4 and standard deviation 1e-2', async () => {
    const stream = randomStream(1, 'far from zero');
    const deviations = Array.from({ length: 60 }, () => [0.01 * stream.normal(), 0.01 * stream.normal()]);
    const far = deviations.map((row) => row.map((value) => 1e4 + value));
    const near = await runLayer(batchNorm(), { mode: 'training', batches: [deviations] });
    const { output } = await runLayer(batchNorm(), { mode: 'training', batches: [far] });
    // 1e4 itself is only known to 2e-12, which is 2e-10 of the standard deviation.
    output.forEach((row, r) => row.forEach((y, c) => expect(y).toBeCloseTo(near.output[r][c], 8)));
  });

  it('gives the known values of a hand-made batch', async () => {
    const { output, statistics } = await runLayer(batchNorm({ epsilon: 1, channels: 1, momentum: 0.25 }), {
      mode: 'training',
      batches: [[[1], [3], [5], [7]]],
      tensors: { 'bn.gamma': [2], 'bn.beta': [10] },
    });
    // Mean 4, biased variance 5, √(5 + 1).
    expect(column(output, 0)).toEqual(
      [-3, -1, 1, 3].map((centred) => expect.closeTo(10 + (2 * centred) / Math.sqrt(6))),
    );
    expect(statistics['bn.runningMean'][0]).toBeCloseTo(0.25 * 4, 12);
    // Unbiased variance 20 / 3.
    expect(statistics['bn.runningVar'][0]).toBeCloseTo(0.75 * 1 + (0.25 * 20) / 3, 12);
  });

  it('refuses a batch of one example', async () => {
    await expect(runLayer(batchNorm(), { mode: 'training', batches: [[[1, 2]]] })).rejects.toThrow('at least 2 rows');
  });
});

describe('backward', () => {
  it('gives a gradInput that sums to 0 over the batch, since a shift of the input changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(batch({ minLength: 5, maxLength: 5 }), batch({ minLength: 5, maxLength: 5 }), async (x, g) => {
        const { gradInput, gradients } = await runLayer(batchNorm(), { mode: 'training', batches: [x], gradOutput: g });
        for (const c of [0, 1]) {
          const values = column(gradInput!, c);
          const size = Math.max(1, ...values.map(Math.abs));
          expect(Math.abs(mean(values)) / size).toBeLessThan(1e-10);
          expect(gradients['bn.beta'][c]).toBeCloseTo(mean(column(g, c)) * 5, 8);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has no backward pass in evaluation mode', async () => {
    const options = { mode: 'evaluation', batches: [[[1, 2]]], gradOutput: [[1, 1]] } as const;
    await expect(runLayer(batchNorm(), options)).rejects.toThrow('no backward pass in evaluation mode');
  });
});

describe('the running statistics', () => {
  it('equal the closed form of the exponential average, with the unbiased variance', async () => {
    const batches = fc.array(batch({ minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(batches, fc.double({ min: 0.01, max: 1, noNaN: true }), async (xs, momentum) => {
        const { statistics } = await runLayer(batchNorm({ momentum }), { mode: 'training', batches: xs });
        for (const c of [0, 1]) {
          const average = (initial: number, of: (values: readonly number[]) => number) =>
            xs.reduce(
              (sum, x, k) => sum + momentum * (1 - momentum) ** (xs.length - 1 - k) * of(column(x, c)),
              initial * (1 - momentum) ** xs.length,
            );
          expect(statistics['bn.runningMean'][c]).toBeCloseTo(average(0, mean), 8);
          expect(statistics['bn.runningVar'][c]).toBeCloseTo(average(1, unbiasedVariance), 7);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the batch’s own with momentum 1', async () => {
    const x = [
      [1, -2],
      [4, 8],
      [5, 0],
    ];
    const { statistics } = await runLayer(batchNorm({ momentum: 1 }), { mode: 'training', batches: [x] });
    for (const c of [0, 1]) {
      expect(statistics['bn.runningMean'][c]).toBeCloseTo(mean(column(x, c)), 12);
      expect(statistics['bn.runningVar'][c]).toBeCloseTo(unbiasedVariance(column(x, c)), 12);
    }
  });
});

describe('in evaluation', () => {
  const tensors = { 'bn.gamma': [2, -1], 'bn.beta': [0.5, 3], 'bn.runningMean': [10, -4], 'bn.runningVar': [9, 0.25] };

  it('uses the running statistics, and leaves them as they are', async () => {
    const { output, statistics } = await runLayer(batchNorm(), {
      mode: 'evaluation',
      batches: [[[13, -4.5]]],
      tensors,
    });
    expect(output[0][0]).toBeCloseTo(2 * (3 / Math.sqrt(9 + EPSILON)) + 0.5, 12);
    expect(output[0][1]).toBeCloseTo(0.5 / Math.sqrt(0.25 + EPSILON) + 3, 12);
    expect([...statistics['bn.runningMean']]).toEqual([10, -4]);
    expect([...statistics['bn.runningVar']]).toEqual([9, 0.25]);
  });
});
