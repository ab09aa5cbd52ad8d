import type { BufferId } from '../buffer.ts';
import { given, type OpDescription } from '../op-description.ts';

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

export const gemm: OpDescription<GemmOp> = {
  buffers: (op) => ({ reads: given(op.a, op.b, op.bias, op.accumulate ? op.c : null), writes: [op.c] }),
  check(op, check) {
    const { m, n, k } = op;
    if (op.form === 'TN') check.shape(op.a, k, m);
    else check.shape(op.a, m, k);
    if (op.form === 'NT') check.shape(op.b, n, k);
    else check.shape(op.b, k, n);
    check.shape(op.c, m, n);
    check.vector(n, op.bias);
    check.that(op.c !== op.a && op.c !== op.b, 'c must not be one of its factors');
  },
  flops: ({ m, n, k, bias, accumulate }) => 2 * m * n * k + (bias === null ? 0 : m * n) + (accumulate ? m * n : 0),
  convention: null,
};

/** sum[c] = Σ_r x[r, c]. x: [B, C], sum: [1, C]. */
export interface ColumnSumOp {
  readonly kind: 'columnSum';
  readonly x: BufferId;
  readonly sum: BufferId;
}

export const columnSum: OpDescription<ColumnSumOp> = {
  buffers: ({ x, sum }) => ({ reads: [x], writes: [sum] }),
  check: ({ x, sum }, check) => check.vector(check.info(x).columns, sum),
  flops: ({ x }, { size }) => size(x),
  convention: null,
};

/** y = a + b. All [B, C]. */
export interface AddOp {
  readonly kind: 'add';
  readonly a: BufferId;
  readonly b: BufferId;
  readonly y: BufferId;
}

export const add: OpDescription<AddOp> = {
  buffers: ({ a, b, y }) => ({ reads: [a, b], writes: [y] }),
  check({ a, b, y }, check) {
    check.like(a, b, y);
    check.that(y !== a && y !== b, 'y must not be a or b');
  },
  flops: ({ y }, { size }) => size(y),
  convention: null,
};
