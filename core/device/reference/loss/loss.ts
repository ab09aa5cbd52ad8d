import type { FloatMatrix, IntMatrix } from '../buffers/matrix.ts';

export interface LossOperands {
  readonly logits: FloatMatrix;
  readonly batchLabels: IntMatrix;
  readonly rowLoss: FloatMatrix;
  readonly rowCorrect: FloatMatrix;
  readonly rowTopK: FloatMatrix | null;
  readonly gradLogits: FloatMatrix | null;
}

/** Loss of one row, and its gradient before the division by B. */
interface RowResult {
  readonly loss: number;
  readonly gradient: readonly number[];
}

/** What an op says besides its buffers. */
export interface LossOptions {
  readonly topK: number;
  readonly labelSmoothing: number;
}

/**
 * See `SoftmaxCrossEntropyOp`. The largest logit is subtracted first, so that exp cannot overflow; and as the targets sum
 * to 1, log Σ exp(logit) − Σ target · logit = log1p(the other exponentials) + Σ target · (largest − logit), which keeps its
 * digits where the loss is far smaller than the logits.
 */
export function softmaxCrossEntropy(operands: LossOperands, { topK, labelSmoothing }: LossOptions): void {
  lossByRow(operands, topK, (logits, label) => {
    const targets = logits.map((_, c) => (1 - labelSmoothing) * oneHot(c, label) + labelSmoothing / logits.length);
    const largest = indexOfLargest(logits);
    const exponentials = logits.map((logit) => Math.exp(logit - logits[largest]));
    // The largest one's exponential is 1, or NaN where the largest logit is infinite.
    const others = exponentials.reduce((sum, value, c) => (c === largest ? sum + (value - 1) : sum + value), 0);
    return {
      loss: Math.log1p(others) + expectedDistance(logits, targets, logits[largest]),
      gradient: exponentials.map((value, c) => value / (1 + others) - targets[c]),
    };
  });
}

/** See `MeanSquaredErrorOp`. */
export function meanSquaredError(operands: LossOperands, { topK }: Pick<LossOptions, 'topK'>): void {
  lossByRow(operands, topK, (logits, label) => {
    const errors = logits.map((logit, c) => logit - oneHot(c, label));
    return {
      loss: errors.reduce((sum, error) => sum + error * error, 0) / logits.length,
      gradient: errors.map((error) => (2 * error) / logits.length),
    };
  });
}

function lossByRow(operands: LossOperands, topK: number, lossOf: (logits: number[], label: number) => RowResult): void {
  const { logits, batchLabels, rowLoss, rowCorrect, rowTopK, gradLogits } = operands;
  const { rows: B, columns: C } = logits;
  for (let r = 0; r < B; r += 1) {
    const label = batchLabels.values[r];
    if (label === -1) {
      rowLoss.values[r] = 0;
      rowCorrect.values[r] = 0;
      rowTopK?.values.fill(0, r, r + 1);
      gradLogits?.values.fill(0, r * C, (r + 1) * C);
      continue;
    }
    const row = Array.from(logits.values.subarray(r * C, (r + 1) * C));
    const { loss, gradient } = lossOf(row, label);
    rowLoss.values[r] = loss;
    rowCorrect.values[r] = indexOfLargest(row) === label ? 1 : 0;
    if (rowTopK !== null) rowTopK.values[r] = classesAhead(row, label) < topK ? 1 : 0;
    gradient.forEach((value, c) => {
      if (gradLogits !== null) gradLogits.values[r * C + c] = value / B;
    });
  }
}

function oneHot(c: number, label: number): number {
  return c === label ? 1 : 0;
}

/** Σ target · (largest − logit). A class whose target is 0 has no part in it, even if its logit is infinite. */
function expectedDistance(logits: readonly number[], targets: readonly number[], largest: number): number {
  return logits.reduce((sum, logit, c) => (targets[c] === 0 ? sum : sum + targets[c] * (largest - logit)), 0);
}

function classesAhead(row: readonly number[], label: number): number {
  const behind = (value: number, c: number) => value < row[label] || (value === row[label] && c > label);
  return row.filter((value, c) => c !== label && !behind(value, c)).length;
}

/** The first, of equal ones. */
function indexOfLargest(row: readonly number[]): number {
  return row.reduce((best, value, c) => (value > row[best] ? c : best), 0);
}
