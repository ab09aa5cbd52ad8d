import { assert } from '../assert.ts';
import { checkConvolution, checkImages } from './window-shapes.ts';
import { ShapeCheck } from './shape-check.ts';
import type { Op } from './ops.ts';
import { SCHEDULE, type BufferId, type BufferInfo } from './plan.ts';

/**
 * Holds each op against the shapes its docstring states, when it is emitted: a layer that wires its buffers wrongly
 * fails there, with the op and the buffer named, and not as wrong numbers on some device.
 */
export function checkOpShapes(op: Op, infoOf: (buffer: BufferId) => BufferInfo): void {
  const check = new ShapeCheck(op.kind, infoOf);
  switch (op.kind) {
    case 'gather':
      return checkGather(op, check);
    case 'augment':
      return checkAugment(op, check);
    case 'reshape': {
      const [x, y] = [infoOf(op.x), infoOf(op.y)];
      check.that(x.rows * x.columns === y.rows * y.columns, `${y.name} must have as many elements as ${x.name}`);
      return check.that(op.x !== op.y, 'y must not be x');
    }
    case 'gemm':
      return checkGemm(op, check);
    case 'columnSum':
      return check.vector(infoOf(op.x).columns, op.sum);
    case 'add':
      check.like(op.a, op.b, op.y);
      return check.that(op.y !== op.a && op.y !== op.b, 'y must not be a or b');
    case 'activation':
      check.like(op.x, op.y);
      return check.that(op.x !== op.y, 'y must not be x');
    case 'activationBackward':
      return check.like(op.x, op.y, op.gradOutput, op.gradInput);
    case 'dropout':
      check.like(op.x, op.y);
      check.shape(op.keys, 1, 2);
      check.shape(op.stepNumbers, infoOf(op.stepNumbers).rows, 1);
      return check.that(op.rate >= 0 && op.rate < 1, `rate must be in [0, 1), is ${op.rate}`);
    case 'conv2d':
      return checkConvolution(op.geometry, check, { x: op.x, y: op.y, weight: op.weight, bias: op.bias });
    case 'conv2dGradInput':
      return checkConvolution(op.geometry, check, { x: op.gradInput, y: op.gradOutput, weight: op.weight, bias: null });
    case 'conv2dGradWeight':
      return checkConvolution(op.geometry, check, { x: op.x, y: op.gradOutput, weight: op.gradWeight, bias: null });
    case 'maxPool':
    case 'averagePool':
      return checkImages(op.geometry, check, infoOf(op.x).columns, { inputs: [op.x], outputs: [op.y] });
    case 'maxPoolBackward': {
      const images = { inputs: [op.x, op.gradInput], outputs: [op.y, op.gradOutput] };
      return checkImages(op.geometry, check, infoOf(op.x).columns, images);
    }
    case 'averagePoolBackward': {
      const images = { inputs: [op.gradInput], outputs: [op.gradOutput] };
      return checkImages(op.geometry, check, infoOf(op.gradInput).columns, images);
    }
    case 'batchNorm':
    case 'batchRenorm':
    case 'batchNormFrozen':
      return checkBatchNorm(op, check);
    case 'batchNormEvaluate':
      check.like(op.x, op.y);
      check.vector(infoOf(op.x).columns, op.gamma, op.beta, op.runningMean, op.runningVar);
      return check.that((op.gamma === null) === (op.beta === null), 'gamma and beta come together');
    case 'batchNormBackward':
    case 'batchNormFrozenBackward':
      check.like(op.xHat, op.gradOutput, op.gradInput);
      return check.vector(infoOf(op.xHat).columns, op.gamma, op.invStd, op.gradGamma, op.gradBeta);
    case 'batchRenormBackward':
      check.like(op.xHat, op.gradOutput, op.gradInput);
      return check.vector(infoOf(op.xHat).columns, op.gamma, op.invStd, op.r, op.d, op.gradGamma, op.gradBeta);
    case 'groupNorm':
      check.like(op.x, op.xHat, op.y);
      check.vector(infoOf(op.x).columns, op.gamma, op.beta);
      checkGroups(op, op.x, check);
      return check.affine(op);
    case 'groupNormBackward':
      check.like(op.xHat, op.gradOutput, op.gradInput);
      check.vector(infoOf(op.xHat).columns, op.gamma, op.gradGamma, op.gradBeta);
      return checkGroups(op, op.xHat, check);
    case 'weightNorm':
      check.like(op.direction, op.weight);
      return check.vector(infoOf(op.direction).columns, op.magnitude, op.norm);
    case 'weightNormBackward':
      check.like(op.direction, op.gradWeight, op.gradDirection);
      return check.vector(infoOf(op.direction).columns, op.magnitude, op.norm, op.gradMagnitude);
    case 'softmaxCrossEntropy':
    case 'meanSquaredError':
      return checkLoss(op, check);
    case 'log':
      check.like(op.rowLoss, op.rowCorrect, ...(op.rowTopK === null ? [] : [op.rowTopK]));
      return check.shape(op.log, infoOf(op.log).rows, op.rowTopK === null ? 2 : 3);
    case 'decayWeights':
    case 'sgd':
    case 'rmsprop':
    case 'adam':
      return check.shape(op.schedule, infoOf(op.schedule).rows, SCHEDULE.length);
    case 'clipGradients':
      return check.that(op.maxNorm > 0, `maxNorm must be above 0, is ${op.maxNorm}`);
    case 'addWeightDecay':
      return;
    default:
      op satisfies never;
  }
}

type OpOf<Kind extends Op['kind']> = Extract<Op, { kind: Kind }>;

function checkGather(op: OpOf<'gather'>, check: ShapeCheck): void {
  const x = check.info(op.x);
  const examples = check.info(op.batchLabels).rows;
  const features = check.info(op.scale).columns;
  check.that(
    x.rows % examples === 0 && x.rows * x.columns === examples * features,
    `${x.name} must hold ${examples} examples of ${features} features, is [${x.rows}, ${x.columns}]`,
  );
  const count = check.info(op.values).rows;
  check.shape(op.values, count, features);
  check.shape(op.labels, count, 1);
  check.shape(op.indices, check.info(op.indices).rows, examples);
  check.vector(features, op.scale, op.shift);
  check.shape(op.batchLabels, examples, 1);
}

function checkAugment(op: OpOf<'augment'>, check: ShapeCheck): void {
  const features = op.height * op.width * op.channels;
  const moves = check.info(op.moves);
  const examples = moves.columns / 3;
  check.that(Number.isInteger(examples), `${moves.name} must have 3 columns for each example, has ${moves.columns}`);
  for (const { name, rows, columns } of [check.info(op.x), check.info(op.y)]) {
    check.that(
      rows % examples === 0 && rows * columns === examples * features,
      `${name} must hold ${examples} examples of ${features} features, is [${rows}, ${columns}]`,
    );
  }
  check.vector(features, op.padding);
  check.that(op.x !== op.y, 'y must not be x');
}

function checkGemm(op: OpOf<'gemm'>, check: ShapeCheck): void {
  const { m, n, k } = op;
  if (op.form === 'TN') check.shape(op.a, k, m);
  else check.shape(op.a, m, k);
  if (op.form === 'NT') check.shape(op.b, n, k);
  else check.shape(op.b, k, n);
  check.shape(op.c, m, n);
  check.vector(n, op.bias);
  check.that(op.c !== op.a && op.c !== op.b, 'c must not be one of its factors');
}

function checkBatchNorm(op: OpOf<'batchNorm' | 'batchRenorm' | 'batchNormFrozen'>, check: ShapeCheck): void {
  const x = check.info(op.x);
  check.like(op.x, op.xHat, op.y);
  check.vector(x.columns, op.gamma, op.beta, op.invStd, op.runningMean, op.runningVar);
  check.affine(op);
  if (op.kind === 'batchNormFrozen') return;
  check.that(x.rows >= 2, `${x.name} must have at least 2 rows, has ${x.rows}`);
  check.vector(x.columns, op.batchMean);
  if (op.kind === 'batchRenorm') check.vector(x.columns, op.r, op.d);
}

function checkGroups(
  { positions, groups, invStd }: Pick<OpOf<'groupNorm'>, 'positions' | 'groups' | 'invStd'>,
  x: BufferId,
  check: ShapeCheck,
): void {
  const { name, rows, columns } = check.info(x);
  check.that(rows % positions === 0, `${positions} positions must divide the ${rows} rows of ${name}`);
  check.that(columns % groups === 0, `${groups} groups must divide the ${columns} channels of ${name}`);
  check.that((positions * columns) / groups >= 2, 'an example must have at least 2 elements in a group');
  check.shape(invStd, rows / positions, groups);
}

function checkLoss(op: OpOf<'softmaxCrossEntropy' | 'meanSquaredError'>, check: ShapeCheck): void {
  const { rows } = check.info(op.logits);
  for (const buffer of [op.batchLabels, op.rowLoss, op.rowCorrect, op.rowTopK]) {
    if (buffer !== null) check.shape(buffer, rows, 1);
  }
  if (op.gradLogits !== null) check.like(op.logits, op.gradLogits);
  if (op.rowTopK !== null) assert(op.topK >= 1, `${op.kind}: topK must be at least 1, is ${op.topK}`);
}
