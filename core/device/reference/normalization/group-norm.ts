import type { GroupNormBackwardOp, GroupNormOp } from '../../../plan/ops.ts';
import { affine } from './batch-norm.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';

export interface GroupNormOperands {
  readonly x: FloatMatrix;
  readonly xHat: FloatMatrix;
  readonly y: FloatMatrix;
  readonly gamma: FloatMatrix | null;
  readonly beta: FloatMatrix | null;
  readonly invStd: FloatMatrix;
}

/** See `GroupNormOp`. The variance takes a second pass over centred values, as in batchNorm. */
export function groupNorm({ positions, groups, epsilon }: GroupNormOp, operands: GroupNormOperands): void {
  const { x, xHat, y, gamma, beta, invStd } = operands;
  eachGroup(x, positions, groups, (indices, group) => {
    let sum = 0;
    for (const i of indices) sum += x.values[i];
    const mean = sum / indices.length;

    let squares = 0;
    for (const i of indices) squares += (x.values[i] - mean) ** 2;
    invStd.values[group] = 1 / Math.sqrt(squares / indices.length + epsilon);
    for (const i of indices) {
      xHat.values[i] = (x.values[i] - mean) * invStd.values[group];
      y.values[i] = affine(xHat.values[i], gamma, beta, i % x.columns);
    }
  });
}

export interface GroupNormBackwardOperands {
  readonly xHat: FloatMatrix;
  readonly gamma: FloatMatrix | null;
  readonly invStd: FloatMatrix;
  readonly gradOutput: FloatMatrix;
  readonly gradInput: FloatMatrix;
  readonly gradGamma: FloatMatrix;
  readonly gradBeta: FloatMatrix;
}

/** See `GroupNormBackwardOp`. */
export function groupNormBackward(op: GroupNormBackwardOp, operands: GroupNormBackwardOperands): void {
  const { xHat, gamma, invStd, gradOutput, gradInput, gradGamma, gradBeta } = operands;
  const C = xHat.columns;
  gradGamma.values.fill(0);
  gradBeta.values.fill(0);
  for (let i = 0; i < xHat.values.length; i += 1) {
    gradBeta.values[i % C] += gradOutput.values[i];
    gradGamma.values[i % C] += gradOutput.values[i] * xHat.values[i];
  }
  const scaled = (i: number) => (gamma === null ? 1 : gamma.values[i % C]) * gradOutput.values[i];
  eachGroup(xHat, op.positions, op.groups, (indices, group) => {
    let sum = 0;
    let sumXHat = 0;
    for (const i of indices) {
      sum += scaled(i);
      sumXHat += scaled(i) * xHat.values[i];
    }
    for (const i of indices) {
      const through = (sum + xHat.values[i] * sumXHat) / indices.length;
      gradInput.values[i] = invStd.values[group] * (scaled(i) - through);
    }
  });
}

/** Calls `visit` with the indices of the elements of each (example, group), and with its number. */
function eachGroup(
  { rows, columns }: FloatMatrix,
  positions: number,
  groups: number,
  visit: (indices: readonly number[], group: number) => void,
): void {
  const width = columns / groups;
  for (let b = 0; b < rows / positions; b += 1) {
    for (let g = 0; g < groups; g += 1) {
      const indices: number[] = [];
      for (let p = 0; p < positions; p += 1) {
        for (let c = g * width; c < (g + 1) * width; c += 1) indices.push((b * positions + p) * columns + c);
      }
      visit(indices, b * groups + g);
    }
  }
}
