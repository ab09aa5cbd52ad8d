import type { BufferId } from '../buffer.ts';
import { distinct, given, type OpDescription } from '../op-description.ts';
import type { ShapeCheck } from '../shape-check.ts';
import { normalizationGradientBuffers } from './batch-norm.ts';

/**
 * Normalization within each example, in every mode: the P = `positions` rows of example b and the C / G channels of group
 * g (G = `groups`, channels c with ⌊c · G / C⌋ = g) have one mean and one biased variance, over n = P · C / G elements.
 * invStd[b, g] = 1 / √(variance + epsilon); xHat = (x − mean) · invStd; y = gamma · xHat + beta (y is xHat without
 * affine). G = 1 is layer normalization, G = C instance normalization. The variance is computed as safely as in batchNorm.
 * x, xHat, y: [B · P, C]; gamma, beta: [1, C]; invStd: [B, G]. G divides C; n ≥ 2.
 * Wu & He 2018, "Group Normalization", eq. 1 to 7; epsilon as in PyTorch.
 */
export interface GroupNormOp {
  readonly kind: 'groupNorm';
  readonly x: BufferId;
  readonly xHat: BufferId;
  readonly y: BufferId;
  readonly gamma: BufferId | null;
  readonly beta: BufferId | null;
  readonly invStd: BufferId;
  readonly positions: number;
  readonly groups: number;
  readonly epsilon: number;
}

export const groupNorm: OpDescription<GroupNormOp> = {
  buffers: (op) => ({ reads: given(op.x, op.gamma, op.beta), writes: distinct(op.xHat, op.y, op.invStd) }),
  check(op, check) {
    check.like(op.x, op.xHat, op.y);
    check.vector(check.info(op.x).columns, op.gamma, op.beta);
    checkGroups(op, op.x, check);
    check.affine(op);
  },
  flops: ({ gamma, x }, { size }) => (gamma === null ? 6 : 8) * size(x),
  convention: 'layer, group and instance normalization have weight and bias per channel',
};

/**
 * gradBeta[c] = Σ_rows gradOutput; gradGamma[c] = Σ_rows gradOutput · xHat. With g = gamma · gradOutput (gamma = 1 without
 * affine; the two sums are then scratch buffers) and sums Σ over the n elements of (example, group):
 * gradInput = invStd · (g − (Σ g + xHat · Σ g · xHat) / n).
 * xHat, gradOutput, gradInput: [B · P, C]; gamma, gradGamma, gradBeta: [1, C]; invStd: [B, G].
 */
export interface GroupNormBackwardOp {
  readonly kind: 'groupNormBackward';
  readonly xHat: BufferId;
  readonly gamma: BufferId | null;
  readonly invStd: BufferId;
  readonly gradOutput: BufferId;
  readonly gradInput: BufferId;
  readonly gradGamma: BufferId;
  readonly gradBeta: BufferId;
  readonly positions: number;
  readonly groups: number;
}

export const groupNormBackward: OpDescription<GroupNormBackwardOp> = {
  buffers: normalizationGradientBuffers,
  check(op, check) {
    check.like(op.xHat, op.gradOutput, op.gradInput);
    check.vector(check.info(op.xHat).columns, op.gamma, op.gradGamma, op.gradBeta);
    checkGroups(op, op.xHat, check);
  },
  flops: ({ xHat }, { size }) => 10 * size(xHat),
  convention: null,
};

function checkGroups(
  { positions, groups, invStd }: Pick<GroupNormOp, 'positions' | 'groups' | 'invStd'>,
  x: BufferId,
  check: ShapeCheck,
): void {
  const { name, rows, columns } = check.info(x);
  check.that(rows % positions === 0, `${positions} positions must divide the ${rows} rows of ${name}`);
  check.that(columns % groups === 0, `${groups} groups must divide the ${columns} channels of ${name}`);
  check.that((positions * columns) / groups >= 2, 'an example must have at least 2 elements in a group');
  check.shape(invStd, rows / positions, groups);
}
