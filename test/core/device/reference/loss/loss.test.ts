import { describe, expect, it } from 'vitest';
import { meanSquaredError, softmaxCrossEntropy, type LossOperands } from '#core/device/reference/loss/loss.ts';

const plain = { topK: 1, labelSmoothing: 0 };

function operands(logits: readonly (readonly number[])[], labels: readonly number[]): LossOperands {
  const rows = logits.length;
  const columns = logits[0].length;
  const column = () => ({ name: 'column', rows, columns: 1, values: new Float64Array(rows).fill(9) });
  return {
    logits: { name: 'logits', rows, columns, values: Float64Array.from(logits.flat()) },
    batchLabels: { name: 'batchLabels', rows, columns: 1, values: Int32Array.from(labels) },
    rowLoss: column(),
    rowCorrect: column(),
    rowTopK: null,
    gradLogits: { name: 'gradLogits', rows, columns, values: new Float64Array(rows * columns).fill(9) },
  };
}

describe('softmaxCrossEntropy', () => {
  it('gives −log of the label’s share, and the share minus one-hot over B', () => {
    const run = operands(
      [
        [0, Math.log(3)],
        [Math.log(4), 0],
      ],
      [0, 0],
    );
    softmaxCrossEntropy(run, plain);
    expect([...run.rowLoss.values]).toEqual([expect.closeTo(Math.log(4), 14), expect.closeTo(Math.log(5 / 4), 14)]);
    expect([...run.rowCorrect.values]).toEqual([0, 1]);
    const gradient = [-3 / 8, 3 / 8, -1 / 10, 1 / 10].map((value) => expect.closeTo(value, 14));
    expect([...run.gradLogits!.values]).toEqual(gradient);
  });

  it('neither overflows nor loses the label where logits are large', () => {
    const run = operands(
      [
        [1e4, 0],
        [-1e4, -1e4],
        [1e300, 1e300],
      ],
      [1, 0, 1],
    );
    softmaxCrossEntropy(run, plain);
    expect([...run.rowLoss.values]).toEqual([1e4, expect.closeTo(Math.LN2, 12), expect.any(Number)]);
    expect([...run.gradLogits!.values].every(Number.isFinite)).toBe(true);
  });

  it('is not finite where a logit is not', () => {
    for (const logit of [Number.NaN, Infinity]) {
      const run = operands([[0, logit]], [0]);
      softmaxCrossEntropy(run, plain);
      expect(run.rowLoss.values[0]).not.toSatisfy(Number.isFinite);
    }
  });
});

describe('meanSquaredError', () => {
  it('averages over classes, and its gradient over the batch as well', () => {
    const run = operands(
      [
        [0.5, 0],
        [3, 1],
      ],
      [0, 1],
    );
    meanSquaredError(run, plain);
    expect([...run.rowLoss.values]).toEqual([0.125, 4.5]);
    expect([...run.rowCorrect.values]).toEqual([1, 0]);
    expect([...run.gradLogits!.values]).toEqual([-0.25, 0, 1.5, 0]);
  });
});

describe.each([
  ['softmaxCrossEntropy', softmaxCrossEntropy],
  ['meanSquaredError', meanSquaredError],
])('%s', (_, loss) => {
  it('gives zeros in rows without an example', () => {
    const run = operands(
      [
        [5, -5],
        [1, 2],
      ],
      [-1, 1],
    );
    loss(run, plain);
    expect(run.rowLoss.values[0]).toBe(0);
    expect(run.rowCorrect.values[0]).toBe(0);
    expect([...run.gradLogits!.values.subarray(0, 2)]).toEqual([0, 0]);
    expect(run.rowLoss.values[1]).toBeGreaterThan(0);
    expect(run.rowCorrect.values[1]).toBe(1);
  });

  it('calls the first of equal logits the answer', () => {
    const run = operands(
      [
        [1, 1, 0],
        [1, 1, 0],
      ],
      [0, 1],
    );
    loss(run, plain);
    expect([...run.rowCorrect.values]).toEqual([1, 0]);
  });

  it('leaves the gradient out where it is not asked for', () => {
    const run = { ...operands([[1, 0]], [0]), gradLogits: null };
    expect(() => loss(run, plain)).not.toThrow();
    expect(run.rowCorrect.values[0]).toBe(1);
  });
});
