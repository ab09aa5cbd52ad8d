import { describe, expect, it } from 'vitest';
import { SpecError } from '#core/errors.ts';
import { buildModel, dataForm } from '#core/nn/model.ts';
import type { Op } from '#core/plan/ops.ts';
import { smallDataset } from './small-dataset.ts';
import { smallSpec, type RunInput } from './small-spec.ts';

const data = dataForm(smallDataset());
const model = (input: Partial<RunInput> = {}) => buildModel(smallSpec(input), data);
const names = (ops: readonly Op[]) => ops.map((op) => (op.kind === 'gemm' ? `gemm ${op.form}` : op.kind));

describe('the train phase', () => {
  it('goes forward, logs, goes back and updates, sparing the gradient of the examples', () => {
    expect(names(model().plan.phases.train.ops)).toEqual([
      'gather',
      'gemm NN',
      'activation',
      'gemm NN',
      'softmaxCrossEntropy',
      'log',
      'gemm TN',
      'columnSum',
      'gemm NT',
      'activationBackward',
      'gemm TN',
      'columnSum',
      'sgd',
    ]);
  });

  it('normalizes where the placement says', () => {
    const forward = (placement: 'beforeActivation' | 'afterActivation') =>
      names(
        model({
          network: { layers: [{ kind: 'dense', units: 4 }], normalization: { kind: 'batch', placement } },
          loss: 'meanSquaredError',
        }).plan.phases.train.ops,
      ).slice(1, 6);
    expect(forward('beforeActivation')).toEqual(['gemm NN', 'batchNorm', 'activation', 'gemm NN', 'meanSquaredError']);
    expect(forward('afterActivation')).toEqual(['gemm NN', 'activation', 'batchNorm', 'gemm NN', 'meanSquaredError']);
  });
});

describe('the evaluate phase', () => {
  it('goes forward in evaluation mode, over the test set, without gradients', () => {
    const normalization = { kind: 'batch' } as const;
    const { plan } = model({ network: { layers: [{ kind: 'dense', units: 4 }], normalization } });
    const { ops } = plan.phases.evaluate;
    expect(names(ops)).toEqual([
      'gather',
      'gemm NN',
      'batchNormEvaluate',
      'activation',
      'gemm NN',
      'softmaxCrossEntropy',
      'log',
    ]);
    expect(ops[0]).toMatchObject({ values: plan.data.test.values, labels: plan.data.test.labels });
    expect(ops.find((op) => op.kind === 'softmaxCrossEntropy')).toMatchObject({ gradLogits: null });
  });

  it('has no more rows than the test set has examples', () => {
    const rows = (batchSize: number) =>
      model({ evaluation: { interval: { unit: 'epochs', count: 1 }, batchSize } }).plan.phases.evaluate.batchSize;
    expect(rows(5)).toBe(5);
    expect(rows(500)).toBe(7);
  });
});

it('asks for calls of bounded memory', () => {
  const large = { ...data, train: { count: 60_000, elementType: 'byte' } } as const;
  for (const batchSize of [2, 60, 1_000, 60_000]) {
    const { stepsMax } = buildModel(smallSpec({ batchSize }), large).plan.phases.train;
    expect(stepsMax).toBeGreaterThanOrEqual(1);
    expect(stepsMax * batchSize).toBeLessThanOrEqual(2 ** 20);
  }
});

it('writes momentum into the op and the learning rate into the schedule', () => {
  const { plan, optimizer } = model({ optimizer: { kind: 'sgd', learningRate: 0.3, momentum: 0.7 } });
  expect(plan.phases.train.ops.at(-1)).toMatchObject({ kind: 'sgd', momentum: 0.7, nesterov: false });
  expect(optimizer.scheduleRow(1)).toEqual({ learningRate: 0.3, firstCorrection: 1, secondCorrection: 1 });
});

it('takes bytes as bytes', () => {
  const bytes = { ...data, train: { count: 12, elementType: 'byte' } } as const;
  const { plan } = buildModel(smallSpec(), bytes);
  expect(plan.buffers[plan.data.train.values].elementType).toBe('byte');
  expect(plan.buffers[plan.data.test.values].elementType).toBe('float');
});

it('refuses what cannot train on the data', () => {
  expect(() => model({ batchSize: 13 })).toThrow(SpecError);
});
