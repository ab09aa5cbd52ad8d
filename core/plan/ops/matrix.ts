import type { BufferId } from '../buffer.ts';

/**
 * c = op(a) · op(b) (+ bias, one value per column) (+ c if accumulate).
 * NN: a [m, k], b [k, n]. NT: a [m, k], b [n, k]. TN: a [k, m], b [k, n]. c [m, n]; bias [1, n].
 */
export interface GemmOp {
  readonly kind: 'gemm';
  readonly form: 'NN' | 'NT' | 'TN';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: BufferId;
  readonly b: BufferId;
  readonly c: BufferId;
  readonly bias: BufferId | null;
  readonly accumulate: boolean;
}

/** sum[c] = Σ_r x[r, c]. x: [B, C], sum: [1, C]. */
export interface ColumnSumOp {
  readonly kind: 'columnSum';
  readonly x: BufferId;
  readonly sum: BufferId;
}

/** y = a + b. All [B, C]. */
export interface AddOp {
  readonly kind: 'add';
  readonly a: BufferId;
  readonly b: BufferId;
  readonly y: BufferId;
}
