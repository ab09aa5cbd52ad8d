import { expect, it } from 'vitest';
import { buildModel } from '#core/nn/model.ts';
import { countParameters, planCost } from '#core/plan/cost.ts';
import { smallSpec, type RunInput } from '../nn/small-spec.ts';

function planOf(input: Partial<RunInput>) {
  const data = {
    exampleShape: [28, 28, 1],
    classes: 10,
    train: { count: 60_000, elementType: 'byte' },
    test: { count: 10_000, elementType: 'byte' },
  } as const;
  return buildModel(smallSpec({ batchSize: 60, ...input }), data).plan;
}

const layers = [100, 100, 100].map((units) => ({ kind: 'dense' as const, units }));

it('counts the parameters of the networks of Ioffe & Szegedy’s figure 1', () => {
  const weights = 784 * 100 + 100 * 100 * 2 + 100 * 10;
  expect(countParameters(planOf({ network: { layers } }))).toBe(weights + 3 * 100 + 10);
  // The three redundant biases go; gamma and beta come.
  expect(countParameters(planOf({ network: { layers, normalization: { kind: 'batch' } } }))).toBe(
    weights + 6 * 100 + 10,
  );
});

it('counts a step’s operations, which are mostly matrix products', () => {
  const { phases, parameterCount, memoryBytes } = planCost(planOf({ network: { layers } }));
  // Forward, gradient of the weights, and gradient of the inputs of all layers but the first.
  const products = 2 * 60 * (2 * 784 * 100 + 3 * (100 * 100 * 2 + 100 * 10));
  expect(phases.train.flops).toBeGreaterThan(products + 2 * parameterCount);
  expect(phases.train.flops).toBeLessThan(products * 1.05);
  const forward = 2 * 500 * (784 * 100 + 100 * 100 * 2 + 100 * 10);
  expect(phases.evaluate.flops).toBeGreaterThan(forward);
  expect(phases.evaluate.flops).toBeLessThan(forward * 1.05);
  const dataBytes = 70_000 * 784 + 70_000 * 4;
  expect(memoryBytes).toBeGreaterThan(dataBytes + 2 * 4 * parameterCount);
  expect(phases.train.bytes).toBeGreaterThan(3 * 4 * parameterCount);
});

it('counts batch normalization and momentum as more work than none', () => {
  const flops = (input: Partial<RunInput>) => planCost(planOf({ network: { layers }, ...input })).phases.train.flops;
  const plain = flops({});
  expect(flops({ network: { layers, normalization: { kind: 'batch' } } })).toBeGreaterThan(plain);
  expect(flops({ optimizer: { kind: 'sgd', momentum: 0.9 } })).toBeGreaterThan(plain);
});
