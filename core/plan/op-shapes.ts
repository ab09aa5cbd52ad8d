import { assert } from '../assert.ts';
import type { Op } from './ops.ts';
import type { BufferId, BufferInfo } from './plan.ts';

/**
 * Holds each op against the shapes its docstring states, when it is emitted: a layer that wires its buffers wrongly
 * fails there, with the op and the buffer named, and not as wrong numbers on some device.
 */
export function checkOpShapes(op: Op, infoOf: (buffer: BufferId) => BufferInfo): void {
  const expectShape = (buffer: BufferId, rows: number, columns: number) => {
    const info = infoOf(buffer);
    assert(
      info.rows === rows && info.columns === columns,
      `${op.kind}: ${info.name} must be [${rows}, ${columns}], is [${info.rows}, ${info.columns}]`,
    );
  };
  const expectVector = (columns: number, ...buffers: (BufferId | null)[]) => {
    for (const buffer of buffers) if (buffer !== null) expectShape(buffer, 1, columns);
  };
  const expectLike = (model: BufferInfo, ...buffers: BufferId[]) => {
    for (const buffer of buffers) expectShape(buffer, model.rows, model.columns);
  };

  switch (op.kind) {
    case 'gather': {
      const x = infoOf(op.x);
      expectShape(op.values, infoOf(op.values).rows, x.columns);
      expectShape(op.labels, infoOf(op.values).rows, 1);
      expectShape(op.indices, infoOf(op.indices).rows, x.rows);
      expectVector(x.columns, op.scale, op.shift);
      expectShape(op.batchLabels, x.rows, 1);
      return;
    }
    case 'gemm': {
      const { m, n, k } = op;
      if (op.form === 'TN') expectShape(op.a, k, m);
      else expectShape(op.a, m, k);
      if (op.form === 'NT') expectShape(op.b, n, k);
      else expectShape(op.b, k, n);
      expectShape(op.c, m, n);
      expectVector(n, op.bias);
      assert(op.c !== op.a && op.c !== op.b, 'gemm: c must not be one of its factors');
      return;
    }
    case 'activation':
      expectLike(infoOf(op.x), op.y);
      assert(op.x !== op.y, 'activation: y must not be x');
      return;
    case 'activationBackward':
      expectLike(infoOf(op.x), op.y, op.gradOutput, op.gradInput);
      return;
    case 'batchNorm': {
      const x = infoOf(op.x);
      assert(x.rows >= 2, `batchNorm: ${x.name} must have at least 2 rows, has ${x.rows}`);
      expectLike(x, op.xHat, op.y);
      expectVector(x.columns, op.gamma, op.beta, op.batchMean, op.invStd, op.runningMean, op.runningVar);
      assert((op.gamma === null) === (op.beta === null), 'batchNorm: gamma and beta come together');
      assert((op.gamma === null) === (op.y === op.xHat), 'batchNorm: y is xHat exactly when it is not affine');
      return;
    }
    case 'batchNormEvaluate':
      expectLike(infoOf(op.x), op.y);
      expectVector(infoOf(op.x).columns, op.gamma, op.beta, op.runningMean, op.runningVar);
      assert((op.gamma === null) === (op.beta === null), 'batchNormEvaluate: gamma and beta come together');
      return;
    case 'batchNormBackward': {
      const xHat = infoOf(op.xHat);
      expectLike(xHat, op.gradOutput, op.gradInput);
      expectVector(xHat.columns, op.gamma, op.invStd, op.gradGamma, op.gradBeta);
      return;
    }
    case 'softmaxCrossEntropy':
    case 'meanSquaredError': {
      const logits = infoOf(op.logits);
      for (const buffer of [op.batchLabels, op.rowLoss, op.rowCorrect]) expectShape(buffer, logits.rows, 1);
      if (op.gradLogits !== null) expectLike(logits, op.gradLogits);
      return;
    }
    case 'columnSum':
      expectVector(infoOf(op.x).columns, op.sum);
      return;
    case 'log':
      expectLike(infoOf(op.rowLoss), op.rowCorrect);
      expectShape(op.log, infoOf(op.log).rows, 2);
      return;
    case 'sgd':
      return;
    default:
      op satisfies never;
  }
}
