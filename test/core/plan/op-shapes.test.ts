import { describe, expect, it } from 'vitest';
import type { Op } from '#core/plan/ops.ts';
import type { PhaseBuilder } from '#core/plan/phase-builder.ts';
import { PlanBuilder } from '#core/plan/plan-builder.ts';
import type { BufferId } from '#core/plan/plan.ts';

const B = 4;
const C = 3;

/** Makes the buffers of an op, in order; the one with the number `spoilt` gets a wrong shape. */
class Buffers {
  readonly phase: PhaseBuilder;
  readonly names: string[] = [];
  readonly #spoilt: number;

  constructor(spoilt = -1) {
    const split = { count: 4, elementType: 'float' } as const;
    const builder = new PlanBuilder({ features: C, data: { train: split, test: split }, moments: [] });
    this.phase = builder.phase('train', B, 1);
    this.#spoilt = spoilt;
  }

  of(name: string, rows: number, columns: number): BufferId {
    const excess = this.names.push(name) - 1 === this.#spoilt ? 1 : 0;
    return this.phase.scratch(name, rows + excess, columns + excess);
  }

  matrix(name: string): BufferId {
    return this.of(name, B, C);
  }

  vector(name: string): BufferId {
    return this.of(name, 1, C);
  }

  column(name: string): BufferId {
    return this.of(name, B, 1);
  }
}

const product = { kind: 'gemm', accumulate: false, m: 2, n: 5, k: 7 } as const;

const lossBuffers = (b: Buffers) => ({
  logits: b.matrix('logits'),
  batchLabels: b.column('batchLabels'),
  rowLoss: b.column('rowLoss'),
  rowCorrect: b.column('rowCorrect'),
  rowTopK: b.column('rowTopK'),
  topK: 2,
  gradLogits: b.matrix('gradLogits'),
});

const batchNormBuffers = (b: Buffers) => ({
  x: b.matrix('x'),
  y: b.matrix('y'),
  gamma: b.vector('gamma'),
  beta: b.vector('beta'),
  runningMean: b.vector('runningMean'),
  runningVar: b.vector('runningVar'),
  epsilon: 1e-5,
});

/** Every op with buffers of the shapes that its docstring states. */
const ops: Readonly<Record<string, (b: Buffers) => Op>> = {
  gather: (b) => ({
    kind: 'gather',
    x: b.matrix('x'),
    values: b.of('values', 9, C),
    labels: b.of('labels', 9, 1),
    indices: b.phase.indices,
    scale: b.vector('scale'),
    shift: b.vector('shift'),
    batchLabels: b.column('batchLabels'),
  }),
  'gemm NN': (b) => ({
    ...product,
    form: 'NN',
    a: b.of('a', 2, 7),
    b: b.of('b', 7, 5),
    c: b.of('c', 2, 5),
    bias: b.of('bias', 1, 5),
  }),
  'gemm NT': (b) => ({
    ...product,
    form: 'NT',
    a: b.of('a', 2, 7),
    b: b.of('b', 5, 7),
    c: b.of('c', 2, 5),
    bias: null,
  }),
  'gemm TN': (b) => ({
    ...product,
    form: 'TN',
    a: b.of('a', 7, 2),
    b: b.of('b', 7, 5),
    c: b.of('c', 2, 5),
    bias: null,
  }),
  activation: (b) => ({ kind: 'activation', function: 'relu', x: b.matrix('x'), y: b.matrix('y') }),
  activationBackward: (b) => ({
    kind: 'activationBackward',
    function: 'relu',
    x: b.matrix('x'),
    y: b.matrix('y'),
    gradOutput: b.matrix('gradOutput'),
    gradInput: b.matrix('gradInput'),
  }),
  batchNorm: (b) => ({
    kind: 'batchNorm',
    ...batchNormBuffers(b),
    xHat: b.matrix('xHat'),
    batchMean: b.vector('batchMean'),
    invStd: b.vector('invStd'),
    momentum: 0.1,
  }),
  batchNormEvaluate: (b) => ({ kind: 'batchNormEvaluate', ...batchNormBuffers(b) }),
  batchNormBackward: (b) => ({
    kind: 'batchNormBackward',
    xHat: b.matrix('xHat'),
    gamma: b.vector('gamma'),
    invStd: b.vector('invStd'),
    gradOutput: b.matrix('gradOutput'),
    gradInput: b.matrix('gradInput'),
    gradGamma: b.vector('gradGamma'),
    gradBeta: b.vector('gradBeta'),
  }),
  softmaxCrossEntropy: (b) => ({ kind: 'softmaxCrossEntropy', labelSmoothing: 0.1, ...lossBuffers(b) }),
  meanSquaredError: (b) => ({ kind: 'meanSquaredError', ...lossBuffers(b) }),
  columnSum: (b) => ({ kind: 'columnSum', x: b.matrix('x'), sum: b.vector('sum') }),
  log: (b) => ({
    kind: 'log',
    rowLoss: b.column('rowLoss'),
    rowCorrect: b.column('rowCorrect'),
    rowTopK: b.column('rowTopK'),
    log: b.of('log', 8, 3),
  }),
};

describe.each(Object.entries(ops))('%s', (_, opOf) => {
  it('passes with the shapes of its docstring', () => {
    const buffers = new Buffers();
    const op = opOf(buffers);
    buffers.phase.emit(op);
    expect(buffers.phase.build().ops).toEqual([op]);
  });

  const buffers = new Buffers();
  opOf(buffers);
  it.each(buffers.names.map((name, index) => [name, index] as const))('is refused with a wrong %s', (_name, index) => {
    const spoilt = new Buffers(index);
    const op = opOf(spoilt);
    expect(() => spoilt.phase.emit(op)).toThrow(`${op.kind}: `);
  });
});

it('refuses a product that would overwrite its own factor', () => {
  const { phase } = new Buffers();
  const square = phase.scratch('square', 3, 3);
  const op = { kind: 'gemm', form: 'NN', m: 3, n: 3, k: 3, b: square, bias: null, accumulate: false } as const;
  expect(() => phase.emit({ ...op, a: square, c: square })).toThrow('c must not be one of its factors');
});

it('refuses gamma without beta, and an output apart from xHat without them', () => {
  const buffers = new Buffers();
  const op = ops.batchNorm(buffers);
  if (op.kind !== 'batchNorm') throw new Error('not batchNorm');
  expect(() => buffers.phase.emit({ ...op, beta: null })).toThrow('gamma and beta come together');
  expect(() => buffers.phase.emit({ ...op, gamma: null, beta: null })).toThrow('y is xHat exactly when');
});
