import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gemm } from '#core/device/reference/matrix/gemm.ts';
import type { FloatMatrix } from '#core/device/reference/buffers/matrix.ts';
import type { GemmOp } from '#core/plan/ops.ts';
import type { BufferId } from '#core/plan/plan.ts';

function matrix(rows: number, columns: number, values: readonly number[]): FloatMatrix {
  return { name: 'matrix', rows, columns, values: Float64Array.from(values) };
}

function transposed({ rows, columns, values }: FloatMatrix): FloatMatrix {
  return matrix(
    columns,
    rows,
    Array.from(values, (_, index) => values[(index % rows) * columns + Math.floor(index / rows)]),
  );
}

function op(form: GemmOp['form'], m: number, n: number, k: number, accumulate = false): GemmOp {
  const unused = 0 as BufferId;
  return { kind: 'gemm', form, m, n, k, a: unused, b: unused, c: unused, bias: null, accumulate };
}

it('multiplies matrices, adds a bias to each row, and accumulates', () => {
  const a = matrix(2, 3, [1, 2, 3, 4, 5, 6]);
  const b = matrix(3, 2, [7, 8, 9, 10, 11, 12]);
  const c = matrix(2, 2, [1, 1, 1, 1]);
  gemm(op('NN', 2, 2, 3), a, b, c, null);
  expect([...c.values]).toEqual([58, 64, 139, 154]);
  gemm(op('NN', 2, 2, 3, true), a, b, c, matrix(1, 2, [0.5, -0.5]));
  expect([...c.values]).toEqual([116.5, 127.5, 278.5, 307.5]);
});

it('gives one product in all three forms', () => {
  const size = fc.integer({ min: 1, max: 6 });
  const elements = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 36, maxLength: 36 });
  fc.assert(
    fc.property(size, size, size, elements, elements, (m, n, k, aValues, bValues) => {
      const a = matrix(m, k, aValues.slice(0, m * k));
      const b = matrix(k, n, bValues.slice(0, k * n));
      const product = (form: GemmOp['form'], left: FloatMatrix, right: FloatMatrix) => {
        const c = matrix(m, n, new Array(m * n).fill(Number.NaN));
        gemm(op(form, m, n, k), left, right, c, null);
        return [...c.values];
      };
      const expected = product('NN', a, b);
      expect(expected[0]).toBe(
        Array.from({ length: k }, (_, l) => a.values[l] * b.values[l * n]).reduce((s, v) => s + v, 0),
      );
      expect(product('TN', transposed(a), b)).toEqual(expected);
      expect(product('NT', a, transposed(b))).toEqual(expected);
    }),
  );
});
