import type { BufferId } from '../buffer.ts';

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
