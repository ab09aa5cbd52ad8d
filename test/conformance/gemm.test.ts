import { expect, test } from 'vitest';
import type { GemmOp } from '#core/plan/ops.ts';
import { describeDevices, isSlow, smallestFloat } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { DISTRIBUTIONS, DISTRIBUTION_NAMES, magnitudes, SIZES, stream, type DistributionName } from './test-values.ts';

/** Every remainder of a tile of six rows. */
const ROWS = [...SIZES, 4, 5, 6];

interface Shape {
  readonly form: GemmOp['form'];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly bias: boolean;
  readonly accumulate: boolean;
}

const FORMS = ['NN', 'NT', 'TN'] as const;
const ADDENDS = [false, true].flatMap((bias) => [false, true].map((accumulate) => ({ bias, accumulate })));

/**
 * The product beside the same product of magnitudes. Each element is a sum of k products, c and the bias, so its
 * rounding error is at most (k + 2) roundings of the sum of their magnitudes, in any order of summation (Higham,
 * Accuracy and Stability of Numerical Algorithms, section 3.1).
 *
 * @param smallest Where a device takes smaller floats for 0, each term may lose as much.
 */
function addProduct(comparison: OpComparison, shape: Shape, distribution: DistributionName, smallest = 0): void {
  const { form, m, n, k, bias, accumulate } = shape;
  const label = `${form} ${m} × ${n} × ${k}${bias ? ' + bias' : ''}${accumulate ? ' + c' : ''}, ${distribution}`;
  const random = stream(label);
  const [aRows, aColumns] = form === 'TN' ? [k, m] : [m, k];
  const [bRows, bColumns] = form === 'NT' ? [n, k] : [k, n];
  const draw = DISTRIBUTIONS[distribution];
  const values = { a: draw(random, m * k), b: draw(random, k * n), c: draw(random, m * n), bias: draw(random, n) };
  const emit = (of: (values: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>) => {
    const c = comparison.float(m, n, of(values.c));
    comparison.emit({
      kind: 'gemm',
      ...shape,
      a: comparison.float(aRows, aColumns, of(values.a)),
      b: comparison.float(bRows, bColumns, of(values.b)),
      c,
      bias: bias ? comparison.float(1, n, of(values.bias)) : null,
    });
    return c;
  };
  const magnitude = emit(magnitudes);
  comparison.expect(
    label,
    emit((plain) => plain),
    {
      absolute: 1e-40 + (k + 2) * smallest,
      relative: (k + 2) * ROUNDING,
      of: magnitude,
    },
  );
}

describeDevices('gemm', (device) => {
  test.each(FORMS)('%s, all small shapes, with and without bias and accumulation', async (form) => {
    const comparison = new OpComparison();
    const sizes = isSlow(device) ? [1, 3, 9, 100] : SIZES;
    for (const m of isSlow(device) ? sizes : ROWS) {
      for (const n of sizes) {
        for (const k of sizes) {
          for (const addends of ADDENDS) addProduct(comparison, { form, m, n, k, ...addends }, 'standardNormal');
        }
      }
    }
    expect(await comparison.run(device)).toBeGreaterThan(isSlow(device) ? 200_000 : 400_000);
  });

  test.each(FORMS)('%s, sums longer than one block', async (form) => {
    const comparison = new OpComparison();
    for (const k of [511, 512, 513, 784, 1030]) {
      for (const addends of ADDENDS) addProduct(comparison, { form, m: 13, n: 10, k, ...addends }, 'standardNormal');
    }
    await comparison.run(device);
  });

  test.each(FORMS)('%s, leading dimensions that are multiples of 128', async (form) => {
    const comparison = new OpComparison();
    addProduct(comparison, { form, m: 128, n: 256, k: 128, bias: true, accumulate: false }, 'standardNormal');
    await comparison.run(device);
  });

  test.each(DISTRIBUTION_NAMES)('numbers of the kind %s', async (distribution) => {
    const comparison = new OpComparison();
    for (const form of FORMS) {
      for (const addends of ADDENDS)
        addProduct(comparison, { form, m: 7, n: 9, k: 100, ...addends }, distribution, smallestFloat(device));
    }
    await comparison.run(device);
  });

  test('what a matrix holds besides its own columns never matters', async () => {
    // NaN in a lands in its own row of c only; padding that took part would carry it further.
    const comparison = new OpComparison();
    const a = comparison.float(3, 3, Float32Array.of(1, 2, 3, NaN, NaN, NaN, 4, 5, 6));
    const b = comparison.float(3, 2, Float32Array.of(1, 2, 3, 4, 5, 6));
    const c = comparison.float(3, 2);
    const onward = comparison.float(3, 2);
    const square = comparison.float(2, 2, Float32Array.of(1, 0, 0, 1));
    comparison.emit({ kind: 'gemm', form: 'NN', m: 3, n: 2, k: 3, a, b, c, bias: null, accumulate: false });
    comparison.emit({
      kind: 'gemm',
      form: 'NN',
      m: 3,
      n: 2,
      k: 2,
      a: c,
      b: square,
      c: onward,
      bias: null,
      accumulate: false,
    });
    comparison.expect('c', c, { absolute: 0, relative: 0 });
    comparison.expect('c · I', onward, { absolute: 0, relative: 0 });
    await comparison.run(device);
  });
});
