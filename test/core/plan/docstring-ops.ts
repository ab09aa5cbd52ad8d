import type { Op, WindowGeometry } from '#core/plan/ops.ts';
import type { PhaseBuilder } from '#core/plan/phase-builder.ts';
import { PlanBuilder } from '#core/plan/plan-builder.ts';
import type { BufferId } from '#core/plan/plan.ts';

const B = 4;
const C = 3;

/** Makes the buffers of an op, in order; the one with the number `spoilt` gets a wrong shape. */
export class Buffers {
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

const normBackwardBuffers = (b: Buffers) => ({
  xHat: b.matrix('xHat'),
  gamma: b.vector('gamma'),
  gradOutput: b.matrix('gradOutput'),
  gradInput: b.matrix('gradInput'),
  gradGamma: b.vector('gradGamma'),
  gradBeta: b.vector('gradBeta'),
});

/** Two images of 5 × 4, windows of 3 × 2, two down and one to the right, one row of padding above. */
export const windows: WindowGeometry = {
  batch: 2,
  inHeight: 5,
  inWidth: 4,
  outHeight: 3,
  outWidth: 3,
  kernelHeight: 3,
  kernelWidth: 2,
  strideY: 2,
  strideX: 1,
  padTop: 1,
  padLeft: 0,
};

const convolution = { ...windows, inChannels: 2, outChannels: 3 };
const inputImages = (b: Buffers, name: string) => b.of(name, 2 * 5 * 4, 2);
const outputImages = (b: Buffers, name: string, channels: number) => b.of(name, 2 * 3 * 3, channels);

/** Every op with buffers of the shapes that its docstring states. */
export const ops: Readonly<Record<string, (b: Buffers) => Op>> = {
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
  'gather into images': (b) => ({
    kind: 'gather',
    // Three positions of one channel: C features in all.
    x: b.of('x', B * C, 1),
    values: b.of('values', 9, C),
    labels: b.of('labels', 9, 1),
    indices: b.phase.indices,
    scale: b.vector('scale'),
    shift: b.vector('shift'),
    batchLabels: b.column('batchLabels'),
  }),
  reshape: (b) => ({ kind: 'reshape', x: b.of('x', 4, 6), y: b.of('y', 2, 12) }),
  add: (b) => ({ kind: 'add', a: b.matrix('a'), b: b.matrix('b'), y: b.matrix('y') }),
  conv2d: (b) => ({
    kind: 'conv2d',
    x: inputImages(b, 'x'),
    weight: b.of('weight', 3 * 2 * 2, 3),
    bias: b.of('bias', 1, 3),
    y: outputImages(b, 'y', 3),
    geometry: convolution,
  }),
  conv2dGradInput: (b) => ({
    kind: 'conv2dGradInput',
    gradOutput: outputImages(b, 'gradOutput', 3),
    weight: b.of('weight', 3 * 2 * 2, 3),
    gradInput: inputImages(b, 'gradInput'),
    geometry: convolution,
  }),
  conv2dGradWeight: (b) => ({
    kind: 'conv2dGradWeight',
    x: inputImages(b, 'x'),
    gradOutput: outputImages(b, 'gradOutput', 3),
    gradWeight: b.of('gradWeight', 3 * 2 * 2, 3),
    geometry: convolution,
  }),
  maxPool: (b) => ({ kind: 'maxPool', x: inputImages(b, 'x'), y: outputImages(b, 'y', 2), geometry: windows }),
  maxPoolBackward: (b) => ({
    kind: 'maxPoolBackward',
    x: inputImages(b, 'x'),
    y: outputImages(b, 'y', 2),
    gradOutput: outputImages(b, 'gradOutput', 2),
    gradInput: inputImages(b, 'gradInput'),
    geometry: windows,
  }),
  averagePool: (b) => ({ kind: 'averagePool', x: inputImages(b, 'x'), y: outputImages(b, 'y', 2), geometry: windows }),
  averagePoolBackward: (b) => ({
    kind: 'averagePoolBackward',
    gradOutput: outputImages(b, 'gradOutput', 2),
    gradInput: inputImages(b, 'gradInput'),
    geometry: windows,
  }),
  dropout: (b) => ({
    kind: 'dropout',
    x: b.matrix('x'),
    y: b.matrix('y'),
    keys: b.of('keys', 1, 2),
    stepNumbers: b.phase.stepNumbers,
    rate: 0.5,
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
  batchNormFrozen: (b) => ({
    kind: 'batchNormFrozen',
    ...batchNormBuffers(b),
    xHat: b.matrix('xHat'),
    invStd: b.vector('invStd'),
  }),
  batchNormFrozenBackward: (b) => ({
    kind: 'batchNormFrozenBackward',
    ...normBackwardBuffers(b),
    invStd: b.vector('invStd'),
  }),
  batchRenorm: (b) => ({
    kind: 'batchRenorm',
    ...batchNormBuffers(b),
    xHat: b.matrix('xHat'),
    batchMean: b.vector('batchMean'),
    invStd: b.vector('invStd'),
    r: b.vector('r'),
    d: b.vector('d'),
    momentum: 0.1,
    rMax: 3,
    dMax: 5,
  }),
  batchRenormBackward: (b) => ({
    kind: 'batchRenormBackward',
    ...normBackwardBuffers(b),
    invStd: b.vector('invStd'),
    r: b.vector('r'),
    d: b.vector('d'),
  }),
  // Two examples of two positions, and each channel a group of its own.
  groupNorm: (b) => ({
    kind: 'groupNorm',
    x: b.matrix('x'),
    xHat: b.matrix('xHat'),
    y: b.matrix('y'),
    gamma: b.vector('gamma'),
    beta: b.vector('beta'),
    invStd: b.of('invStd', B / 2, C),
    positions: 2,
    groups: C,
    epsilon: 1e-5,
  }),
  groupNormBackward: (b) => ({
    kind: 'groupNormBackward',
    ...normBackwardBuffers(b),
    invStd: b.of('invStd', B / 2, C),
    positions: 2,
    groups: C,
  }),
  weightNorm: (b) => ({
    kind: 'weightNorm',
    direction: b.matrix('direction'),
    magnitude: b.vector('magnitude'),
    weight: b.matrix('weight'),
    norm: b.vector('norm'),
  }),
  weightNormBackward: (b) => ({
    kind: 'weightNormBackward',
    direction: b.matrix('direction'),
    magnitude: b.vector('magnitude'),
    norm: b.vector('norm'),
    gradWeight: b.matrix('gradWeight'),
    gradDirection: b.matrix('gradDirection'),
    gradMagnitude: b.vector('gradMagnitude'),
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
