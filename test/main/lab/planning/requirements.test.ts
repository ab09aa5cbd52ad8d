import { describe, expect, it } from 'vitest';
import { DeviceError } from '#core/errors.ts';
import { dataForm } from '#core/nn/model.ts';
import { runSpec } from '#core/spec/experiment.ts';
import { requireFit } from '#main/lab/planning/fit.ts';
import { outlinedForm } from '#main/lab/planning/data-forms.ts';
import { queueDuration } from '#main/lab/planning/queue-duration.ts';
import { requirementsOf } from '#main/lab/planning/requirements.ts';
import type { OutlinedDatasetSpec } from '#core/spec/dataset/dataset.ts';
import type { z } from 'zod';

function requirements(change: Partial<z.input<typeof runSpec>>) {
  const spec = runSpec.parse({
    dataset: { kind: 'mnist', trainExamples: 600, testExamples: 1_100 },
    network: { layers: [{ kind: 'dense', units: 16 }] },
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    batchSize: 60,
    duration: { unit: 'epochs', count: 2 },
    ...change,
  });
  return requirementsOf(spec, outlinedForm(spec.dataset as OutlinedDatasetSpec), 'wasm');
}

describe('what a run takes', () => {
  it('matches a count by hand for a small MLP', () => {
    const mlp = requirements({});
    expect(mlp.parameterCount).toBe(784 * 16 + 16 + 16 * 10 + 10);
    expect(mlp.statisticCount).toBe(0);
    // Before the first step and after both epochs; 1,100 test examples are three batches of at most 500.
    expect(mlp).toMatchObject({ steps: 20, evaluations: 3, evaluationBatches: 9 });
    expect(mlp.memory.dataBytes).toBeGreaterThanOrEqual(1_700 * (784 + 4));
    expect(mlp.memory.hostBytes).toBe(1_700 * (784 + 4) + 4 * mlp.parameterCount);
    // Two products forward, two for weights, one for the hidden layer's gradient.
    const products = 2 * 60 * (2 * 784 * 16 + 3 * 16 * 10);
    expect(mlp.flopsPerStep).toBeGreaterThan(products + 2 * mlp.parameterCount);
    expect(mlp.flopsPerStep).toBeLessThan(products * 1.2);
  });

  it('includes two parameters and two statistics per channel for a conv net with batch normalization', () => {
    const conv = requirements({
      network: {
        layers: [{ kind: 'conv2d', filters: 8, kernelSize: 3 }, { kind: 'globalAveragePool' }],
        normalization: { kind: 'batch' },
      },
    });
    expect(conv.parameterCount).toBe(3 * 3 * 1 * 8 + 2 * 8 + 8 * 10 + 10);
    expect(conv.statisticCount).toBe(2 * 8);
    // Forward and the gradient of the weights; the pictures need none.
    const products = 2 * (2 * 60 * 28 * 28 * 8 * 9);
    expect(conv.flopsPerStep).toBeGreaterThan(products);
    expect(conv.flopsPerStep).toBeLessThan(products * 3);
    expect(conv.memory.scratchBytes).toBeGreaterThan(60 * 28 * 28 * 8 * 4);
  });
});

describe('the data of a run', () => {
  it('take the memory of their element type: a byte, float32, or float64', () => {
    const spec = runSpec.parse({
      dataset: { kind: 'csv', file: 'numbers.csv' },
      network: { layers: [{ kind: 'dense', units: 16 }] },
      optimizer: { kind: 'sgd', learningRate: 0.1 },
      batchSize: 4,
      duration: { count: 2 },
    });
    const held = (values: Uint8Array | Float32Array | Float64Array) => {
      const split = { count: 100, values, labels: new Int32Array(100) };
      const form = dataForm({ name: 'numbers', exampleShape: [5], classes: 2, train: split, test: split });
      const { memory, parameterCount } = requirementsOf(spec, form, 'wasm');
      return memory.hostBytes - 4 * parameterCount;
    };
    expect(held(new Uint8Array(500))).toBe(200 * (5 + 4));
    expect(held(new Float32Array(500))).toBe(200 * (5 * 4 + 4));
    expect(held(new Float64Array(500))).toBe(200 * (5 * 8 + 4));
  });
});

describe('a run that cannot fit', () => {
  const huge = requirements({
    network: {
      layers: [
        { kind: 'dense', units: 16_384 },
        { kind: 'dense', units: 16_384 },
      ],
    },
    optimizer: { kind: 'adam', learningRate: 0.001 },
  });

  it('is refused by the address space, with the figures', () => {
    const refusal = () => requireFit({ name: 'wide', point: null }, huge, 'wasm', Infinity);
    expect(refusal).toThrow(DeviceError);
    expect(refusal).toThrow(/arm "wide" needs 4\.\d.GB on the wasm device, which addresses at most 4\.3.GB: 281,/);
    const swept = () => requireFit({ name: 'wide', point: 'units 16384' }, huge, 'wasm', Infinity);
    expect(swept).toThrow(/arm "wide" at units 16384 needs 4/);
  });

  it('is refused by the machine’s memory, to the byte', () => {
    const small = requirements({});
    const needed = small.memory.processBytes;
    expect(needed).toBeGreaterThan(small.memory.totalBytes + small.memory.hostBytes);
    expect(() => requireFit({ name: 'only', point: null }, small, 'wasm', needed)).not.toThrow();
    expect(() => requireFit({ name: 'only', point: null }, small, 'wasm', needed - 1)).toThrow(/this machine has/);
  });
});

it('assigns each run to the first free worker', () => {
  expect(queueDuration([3, 1, 1, 1], 2)).toBe(3);
  expect(queueDuration([1, 1, 3], 2)).toBe(4);
  expect(queueDuration([2, 2], 1)).toBe(4);
  expect(queueDuration([5], 8)).toBe(5);
});
