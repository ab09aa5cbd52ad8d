import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recipeRecord } from '#core/contract/recipe-record.ts';
import { armSpecs, baselineOf, expandRuns } from '#core/spec/arms.ts';
import { expandSweep } from '#core/spec/sweep/expand-sweep.ts';
import { listRecipes } from '#core/spec/recipes/recipes.ts';
import type { NetworkSpec } from '#core/spec/network/network.ts';
import { findRecipe } from './find-recipe.ts';

it('are the files that ship, each once', () => {
  const folder = new URL('../../../../core/spec/recipes/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(
    listRecipes()
      .map(({ id }) => `${id}.yaml`)
      .sort(),
  ).toEqual(files.sort());
});

function usesBatchNorm({ layers, normalization }: NetworkSpec): boolean {
  return layers
    .flatMap((layer) => (layer.kind === 'residual' ? layer.layers : [layer]))
    .some((layer) =>
      'units' in layer || 'filters' in layer ? (layer.normalization ?? normalization).kind === 'batch' : false,
    );
}

describe.each(listRecipes())('$id', ({ id, title, description, spec }) => {
  it('has the shape that the contract promises', () => {
    expect(recipeRecord.parse({ id, title, description, spec })).toEqual({ id, title, description, spec });
    expect(description).toMatch(/look at/i);
  });

  it('compares networks with and without BN, several seeds each', () => {
    const arms = Object.values(armSpecs(spec));
    expect(arms.some((arm) => usesBatchNorm(arm.network))).toBe(true);
    expect(usesBatchNorm(armSpecs(spec)[baselineOf(spec)].network)).toBe(false);
    expect(expandRuns(spec)).toHaveLength(arms.length * spec.seeds.length);
    expect(spec.seeds.length).toBeGreaterThanOrEqual(3);
  });
});

describe('mnist-fig1', () => {
  it('is the network of Ioffe & Szegedy 2015, section 4.1', () => {
    const { base } = findRecipe('mnist-fig1').spec;
    expect(base.dataset).toEqual({ kind: 'mnist', trainExamples: 60_000, testExamples: 10_000 });
    expect(base.network.layers).toEqual([100, 100, 100].map((units) => ({ kind: 'dense', units })));
    expect(base.network.activation).toBe('sigmoid');
    expect(base.network.initializer.kind).toBe('normal');
    expect(base.loss).toBe('softmaxCrossEntropy');
    expect(base.batchSize).toBe(60);
    expect(base.duration).toEqual({ unit: 'steps', count: 5_000 });
  });

  it('in full differs in its length alone', () => {
    const short = findRecipe('mnist-fig1').spec;
    const full = findRecipe('mnist-fig1-full').spec;
    expect(full.base).toEqual({ ...short.base, duration: full.base.duration, evaluation: full.base.evaluation });
    expect(full.base.duration).toEqual({ unit: 'steps', count: 50_000 });
    expect({ arms: full.arms, seeds: full.seeds, baseline: full.baseline }).toEqual({
      arms: short.arms,
      seeds: short.seeds,
      baseline: short.baseline,
    });
  });
});

it('mnist-large-lr multiplies one learning rate by 1, 5 and 30, with and without BN', () => {
  const { spec } = findRecipe('mnist-large-lr');
  const rate = spec.base.optimizer.learningRate;
  const tried = Object.values(armSpecs(spec)).map((arm) => [
    usesBatchNorm(arm.network),
    Math.round((1_000 * arm.optimizer.learningRate) / rate) / 1_000,
  ]);
  expect(tried).toEqual([false, true].flatMap((withBatchNorm) => [1, 5, 30].map((factor) => [withBatchNorm, factor])));
});

it('badly-scaled-inputs crosses every input normalization with BN', () => {
  const arms = Object.values(armSpecs(findRecipe('badly-scaled-inputs').spec));
  expect(arms.map((arm) => [arm.inputNormalization, usesBatchNorm(arm.network)])).toEqual([
    ['none', false],
    ['center', false],
    ['standardize', false],
    ['none', true],
    ['center', true],
    ['standardize', true],
  ]);
});

it('learning-rate-sweep tries rates half a decade apart with both arms', () => {
  const rates = expandSweep(findRecipe('learning-rate-sweep').spec).map(({ spec }) => spec.base.optimizer.learningRate);
  expect(rates).toEqual([0.01, 0.0316228, 0.1, 0.316228, 1, 3.16228, 10]);
});
