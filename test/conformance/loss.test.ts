import { test } from 'vitest';
import type { BufferId } from '#core/plan/plan.ts';
import { describeDevices, isSlow } from './devices.ts';
import { OpComparison, ROUNDING } from './op-comparison.ts';
import { normals, SIZES, stream } from './test-values.ts';

const KINDS = ['softmaxCrossEntropy', 'meanSquaredError'] as const;
type Kind = (typeof KINDS)[number];

/** Class indices, with a row that holds no example (label −1) here and there. */
function labels(name: string, rows: number, columns: number): Int32Array {
  const random = stream(`labels ${name}`);
  return Int32Array.from({ length: rows }, () => (random.uniform() < 0.15 ? -1 : random.integer(columns)));
}

function addLoss(
  comparison: OpComparison,
  kind: Kind,
  logits: Float32Array,
  batchLabels: Int32Array,
  withGradient: boolean,
  { labelSmoothing, topK }: { labelSmoothing: number; topK: number | null } = { labelSmoothing: 0, topK: null },
): void {
  const rows = batchLabels.length;
  const columns = logits.length / rows;
  const label = `${kind} [${rows}, ${columns}] smoothing ${labelSmoothing} top ${topK}`;
  const rowTopK = topK === null ? null : comparison.float(rows, 1, new Float32Array(rows).fill(7));
  const rowLoss = comparison.float(rows, 1, new Float32Array(rows).fill(7));
  const rowCorrect = comparison.float(rows, 1, new Float32Array(rows).fill(7));
  const gradLogits: BufferId | null = withGradient
    ? comparison.float(rows, columns, new Float32Array(logits.length).fill(7))
    : null;
  const operands = {
    logits: comparison.float(rows, columns, logits),
    batchLabels: comparison.int(rows, 1, batchLabels),
    rowLoss,
    rowCorrect,
    rowTopK,
    topK: topK ?? 1,
    gradLogits,
  };
  comparison.emit(kind === 'softmaxCrossEntropy' ? { kind, labelSmoothing, ...operands } : { kind, ...operands });
  if (rowTopK !== null) comparison.expect(`rowTopK ${label}`, rowTopK, { absolute: 0, relative: 0 });
  // Each exponential is good to a few roundings, and a row's sum adds one per column.
  const row = (16 + columns) * ROUNDING;
  comparison.expect(`rowLoss ${label}`, rowLoss, { absolute: 16 * ROUNDING, relative: row });
  comparison.expect(`rowCorrect ${label}`, rowCorrect, { absolute: 0, relative: 0 });
  if (gradLogits === null) return;
  // An element of the softmax is at most 1, and is divided by B; exponentials below float32's normal range become 0.
  const absolute = kind === 'softmaxCrossEntropy' ? row / rows : 1e-37;
  comparison.expect(`gradLogits ${label}`, gradLogits, { absolute, relative: row });
}

describeDevices('loss', (device) => {
  // A GPU compiles its kernels for each shape.
  const sizes = isSlow(device) ? [1, 9, 100] : SIZES;

  test.each(KINDS)('%s, all shapes, with and without a gradient', async (kind) => {
    const comparison = new OpComparison();
    for (const rows of sizes) {
      for (const columns of sizes) {
        for (const deviation of [1, 30]) {
          const name = `${kind} ${rows} × ${columns} ${deviation}`;
          const logits = normals(stream(name), rows * columns, deviation);
          addLoss(comparison, kind, logits, labels(name, rows, columns), deviation === 1);
          addLoss(comparison, kind, logits, labels(`${name} again`, rows, columns), deviation !== 1);
        }
      }
    }
    await comparison.run(device);
  });

  test.each(KINDS)('%s with the top k, and with smoothed labels', async (kind) => {
    const comparison = new OpComparison();
    for (const rows of sizes) {
      for (const columns of sizes) {
        for (const topK of [1, 2, 5, columns]) {
          const name = `top ${topK} ${kind} ${rows} × ${columns}`;
          // Whole numbers: many classes are equal.
          const logits = normals(stream(name), rows * columns, 2).map(Math.round);
          const labelSmoothing = kind === 'softmaxCrossEntropy' ? 0.1 * topK : 0;
          const options = { topK, labelSmoothing: Math.min(labelSmoothing, 0.9) };
          addLoss(comparison, kind, logits, labels(name, rows, columns), true, options);
        }
      }
    }
    await comparison.run(device);
  });

  test.each(KINDS)('%s at extreme logits', async (kind) => {
    const comparison = new OpComparison();
    const rows: [logits: number[], label: number][] = [
      [[0, 0, 0], 0],
      [[0, 0, 0], 2],
      [[1e4, -1e4, 0], 0],
      [[1e4, -1e4, 0], 1],
      [[-1e4, -1e4, -1e4], 1],
      [[1e6, 0, 1], 2],
      [[1e6, 1e6, 1e6], 1],
      [[-200, 0, 200], 0],
      [[-86, 0, -89], 2],
      [[16, 0, 0], 0],
      [[1e-30, -1e-30, 0], 0],
      [[3, 7, 7], 1],
      [[3, 7, 7], 2],
      [[5, 1, 2], -1],
    ];
    for (const [logits, label] of rows) {
      addLoss(comparison, kind, Float32Array.from(logits), Int32Array.of(label), true);
    }
    await comparison.run(device);
  });

  test('a loss that is tiny keeps its digits', async () => {
    const comparison = new OpComparison();
    const rowLoss = comparison.float(1, 1);
    comparison.emit({
      kind: 'softmaxCrossEntropy',
      labelSmoothing: 0,
      rowTopK: null,
      topK: 1,
      logits: comparison.float(1, 3, Float32Array.of(25, 1, 0)),
      batchLabels: comparison.int(1, 1, Int32Array.of(0)),
      rowLoss,
      rowCorrect: comparison.float(1, 1),
      gradLogits: null,
    });
    // The loss is log1p(e^−24 + e^−25) = 5.16e-11. In float64, log Σ − logit is off by one rounding of the logit.
    comparison.expect('e^−24 + e^−25', rowLoss, { absolute: 25 * 2 ** -53, relative: 32 * ROUNDING });
    await comparison.run(device);
  });

  test.each([NaN, Infinity])('a logit of %s makes its row’s loss NaN, and no other row’s', async (logit) => {
    const comparison = new OpComparison();
    const logits = Float32Array.of(1, logit, 0, 1, 2, 3);
    const rowLoss = comparison.float(2, 1);
    comparison.emit({
      kind: 'softmaxCrossEntropy',
      labelSmoothing: 0,
      rowTopK: null,
      topK: 1,
      logits: comparison.float(2, 3, logits),
      batchLabels: comparison.int(2, 1, Int32Array.of(0, 0)),
      rowLoss,
      rowCorrect: comparison.float(2, 1),
      gradLogits: comparison.float(2, 3),
    });
    comparison.expect('rowLoss', rowLoss, { absolute: 0, relative: 16 * ROUNDING });
    await comparison.run(device);
  });
});
