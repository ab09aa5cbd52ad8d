import { describe, test } from 'vitest';
import type { BufferId } from '#core/plan/plan.ts';
import { describeDevices } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { normals, SIZES, stream } from './test-values.ts';

const ROWS = [...SIZES.filter((rows) => rows >= 2), 200];

/**
 * A sum over rows of partial sums over at most 64 rows makes at most 64 + B / 64 roundings of the sum of magnitudes, and
 * a few more follow. In xHat's own unit, one standard deviation, that is the error of the mean; the variance's is
 * relative, and the root halves it.
 */
const SUM = 80 * ROUNDING;

/** Means and deviations of x. The second is the one that a one-pass variance in float32 does not survive. */
const INPUTS = [
  { mean: 0, deviation: 1 },
  { mean: 1e4, deviation: 1e-2 },
  { mean: -1e6, deviation: 10 },
  { mean: 0, deviation: 1e-12 },
  { mean: 3, deviation: 1e6 },
  { mean: 5, deviation: 0 },
];

function affineVectors(comparison: OpComparison, affine: boolean, columns: number): [BufferId | null, BufferId | null] {
  if (!affine) return [null, null];
  const vector = (name: string) => normals(stream(name), columns).map((value) => Math.max(-4, Math.min(4, value)));
  return [comparison.float(1, columns, vector('gamma')), comparison.float(1, columns, vector('beta'))];
}

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly mean: number;
  readonly deviation: number;
  readonly affine: boolean;
}

function labelOf({ rows, columns, mean, deviation, affine }: Case): string {
  return `[${rows}, ${columns}] mean ${mean} deviation ${deviation}${affine ? ' affine' : ''}`;
}

function addTraining(comparison: OpComparison, form: Case): void {
  const { rows, columns, mean, deviation, affine } = form;
  const label = labelOf(form);
  const vector = (value: number) => comparison.float(1, columns, new Float32Array(columns).fill(value));
  const xHat = comparison.float(rows, columns);
  const y = affine ? comparison.float(rows, columns) : xHat;
  const [gamma, beta] = affineVectors(comparison, affine, columns);
  const [batchMean, invStd] = [vector(0), vector(0)];
  const [runningMean, runningVar] = [vector(0.3), vector(1.5)];
  const x = comparison.float(rows, columns, normals(stream(label), rows * columns, deviation, mean));
  const statistics = { batchMean, invStd, runningMean, runningVar };
  comparison.emit({ kind: 'batchNorm', x, xHat, y, gamma, beta, ...statistics, epsilon: 1e-5, momentum: 0.1 });
  comparison.expect(`xHat ${label}`, xHat, { absolute: SUM, relative: SUM });
  // |gamma| ≤ 4, so an error of xHat grows to four times its size; beta adds one rounding of y.
  comparison.expect(`y ${label}`, y, { absolute: 5 * SUM, relative: SUM });
  comparison.expect(`batchMean ${label}`, batchMean, { absolute: SUM * deviation, relative: 4 * ROUNDING });
  comparison.expect(`invStd ${label}`, invStd, { absolute: 0, relative: SUM });
  const moved = 8 * ROUNDING * (1 + Math.abs(mean));
  comparison.expect(`runningMean ${label}`, runningMean, { absolute: moved + SUM * deviation, relative: 0 });
  comparison.expect(`runningVar ${label}`, runningVar, { absolute: 8 * ROUNDING, relative: SUM });
}

function addEvaluation(comparison: OpComparison, form: Case): void {
  const { rows, columns, mean, deviation, affine } = form;
  const label = `evaluation ${labelOf(form)}`;
  const [gamma, beta] = affineVectors(comparison, affine, columns);
  const runningMean = comparison.float(1, columns, normals(stream(`mean ${label}`), columns, deviation, mean));
  const variances = normals(stream(`var ${label}`), columns, deviation).map((value) => value * value);
  const runningVar = comparison.float(1, columns, variances);
  const x = comparison.float(rows, columns, normals(stream(label), rows * columns, deviation, mean));
  const y = comparison.float(rows, columns);
  comparison.emit({ kind: 'batchNormEvaluate', x, y, gamma, beta, runningMean, runningVar, epsilon: 1e-5 });
  // x − runningMean is one rounding; the factor makes four; beta may cancel the product, which is within 4 · 5 units.
  const units = deviation / Math.sqrt(1e-5) + 20;
  comparison.expect(label, y, { absolute: 8 * ROUNDING * Math.min(units, 1e4), relative: 8 * ROUNDING });
}

const BACKWARD = ['batchNormBackward', 'batchNormFrozenBackward', 'batchRenormBackward'] as const;

function addBackward(
  comparison: OpComparison,
  kind: (typeof BACKWARD)[number],
  rows: number,
  columns: number,
  affine: boolean,
): void {
  const label = `${kind} [${rows}, ${columns}]${affine ? ' affine' : ''}`;
  const size = rows * columns;
  const values = {
    xHat: normals(stream(`xHat ${label}`), size),
    gradOutput: normals(stream(`gradOutput ${label}`), size, 0.01),
    invStd: normals(stream(`invStd ${label}`), columns).map((value) => 0.1 + value * value),
  };
  const [gamma] = affineVectors(comparison, affine, columns);
  const [gradGamma, gradBeta] = [comparison.float(1, columns), comparison.float(1, columns)];
  const gradInput = comparison.float(rows, columns);
  const renormalized = kind === 'batchRenormBackward';
  const corrections = {
    r: normals(stream(`r ${label}`), columns).map((value) => (renormalized ? 0.7 + 0.3 * value * value : 1)),
    d: normals(stream(`d ${label}`), columns, renormalized ? 0.5 : 0),
  };
  const operands = {
    xHat: comparison.float(rows, columns, values.xHat),
    gamma,
    invStd: comparison.float(1, columns, values.invStd),
    gradOutput: comparison.float(rows, columns, values.gradOutput),
    gradInput,
    gradGamma,
    gradBeta,
  };
  if (kind === 'batchRenormBackward') {
    const [r, d] = [corrections.r, corrections.d].map((correction) => comparison.float(1, columns, correction));
    comparison.emit({ kind, ...operands, r, d });
  } else {
    comparison.emit({ kind, ...operands });
  }
  // The same formulas with every term's magnitude: what the rounding errors of the sums are bounded by.
  const sums = { gamma: new Float64Array(columns), beta: new Float64Array(columns) };
  for (let index = 0; index < size; index++) {
    sums.beta[index % columns] += Math.abs(values.gradOutput[index]);
    sums.gamma[index % columns] += Math.abs(values.gradOutput[index] * values.xHat[index]);
  }
  const input = Float64Array.from(values.gradOutput, (gradient, index) => {
    const column = index % columns;
    const [r, d] = [corrections.r[column], Math.abs(corrections.d[column])];
    const slope = (sums.gamma[column] + d * sums.beta[column]) / r ** 2;
    const through = (sums.beta[column] + (d + Math.abs(values.xHat[index])) * slope) / rows;
    return (affine ? 4 : 1) * r * values.invStd[column] * (Math.abs(gradient) + through);
  });
  comparison.expect(`gradGamma ${label}`, gradGamma, { absolute: 0, relative: SUM, of: sums.gamma });
  comparison.expect(`gradBeta ${label}`, gradBeta, { absolute: 0, relative: SUM, of: sums.beta });
  comparison.expect(`gradInput ${label}`, gradInput, { absolute: 0, relative: SUM, of: input });
}

/** The forward pass with statistics that do not move, or that correct the batch's own. */
function addRunning(comparison: OpComparison, kind: 'batchNormFrozen' | 'batchRenorm', form: Case): void {
  const { rows, columns, mean, deviation, affine } = form;
  const label = `${kind} ${labelOf(form)}`;
  const vector = (value: number) => comparison.float(1, columns, new Float32Array(columns).fill(value));
  const [gamma, beta] = affineVectors(comparison, affine, columns);
  // Running statistics near the batch's, so that the corrections are both inside and outside of their limits.
  const means = normals(stream(`mean ${label}`), columns, deviation, mean);
  const variances = normals(stream(`var ${label}`), columns, deviation).map(
    (value) => value * value + (deviation * deviation) / 4,
  );
  const runningMean = comparison.float(1, columns, means);
  const runningVar = comparison.float(1, columns, variances);
  const x = comparison.float(rows, columns, normals(stream(label), rows * columns, deviation, mean));
  const xHat = comparison.float(rows, columns);
  const y = affine ? comparison.float(rows, columns) : xHat;
  const invStd = vector(0);
  const operands = { x, xHat, y, gamma, beta, invStd, runningMean, runningVar, epsilon: 1e-5 };
  // x − runningMean is exact up to one rounding of numbers of the size of the mean; both are float32 to begin with.
  const unit = 40 * SUM;
  if (kind === 'batchNormFrozen') {
    comparison.emit({ kind, ...operands });
  } else {
    const [batchMean, r, d] = [vector(0), vector(0), vector(0)];
    comparison.emit({ kind, ...operands, batchMean, r, d, momentum: 0.1, rMax: 1.5, dMax: 0.75 });
    comparison.expect(`r ${label}`, r, { absolute: 0, relative: 2 * SUM });
    comparison.expect(`d ${label}`, d, { absolute: 2 * SUM, relative: 4 * SUM });
    const moved = 8 * ROUNDING * (1 + Math.abs(mean));
    comparison.expect(`runningMean ${label}`, runningMean, { absolute: moved + SUM * deviation, relative: 0 });
    comparison.expect(`runningVar ${label}`, runningVar, { absolute: 0, relative: 2 * SUM });
  }
  comparison.expect(`invStd ${label}`, invStd, { absolute: 0, relative: SUM });
  comparison.expect(`xHat ${label}`, xHat, { absolute: unit, relative: unit });
  comparison.expect(`y ${label}`, y, { absolute: 5 * unit, relative: unit });
}

describeDevices('batchNorm', (device) => {
  test.each(INPUTS)('frozen and renormalized, mean $mean, deviation $deviation, all shapes', async (input) => {
    const comparison = new OpComparison();
    for (const affine of [false, true]) {
      for (const rows of ROWS) {
        for (const columns of SIZES) {
          addRunning(comparison, 'batchNormFrozen', { rows, columns, affine, ...input });
          addRunning(comparison, 'batchRenorm', { rows, columns, affine, ...input });
        }
      }
    }
    await comparison.run(device);
  });

  test.each(INPUTS)('training mode, mean $mean, deviation $deviation, all shapes', async (input) => {
    const comparison = new OpComparison();
    for (const affine of [false, true]) {
      for (const rows of ROWS) {
        for (const columns of SIZES) addTraining(comparison, { rows, columns, affine, ...input });
      }
    }
    await comparison.run(device);
  });

  test.each(INPUTS)('evaluation mode, mean $mean, deviation $deviation, all shapes', async (input) => {
    const comparison = new OpComparison();
    for (const affine of [false, true]) {
      for (const rows of [1, ...ROWS]) {
        for (const columns of SIZES) addEvaluation(comparison, { rows, columns, affine, ...input });
      }
    }
    await comparison.run(device);
  });

  describe.each(BACKWARD)('%s', (kind) => {
    test.each([false, true])('affine %s, all shapes', async (affine) => {
      const comparison = new OpComparison();
      for (const rows of ROWS) {
        for (const columns of SIZES) addBackward(comparison, kind, rows, columns, affine);
      }
      await comparison.run(device);
    });
  });
});
