import fc from 'fast-check';
import type { ExperimentInput } from '#core/spec/experiment.ts';

/** Experiments as people may write them: valid, with fields left out at random. */

const name = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((text) => {
  const { length } = text.trim();
  return length >= 1 && length <= 60 && text.length <= 60;
});

const seed = fc.integer({ min: 0, max: 0xffffffff });

const optional = { requiredKeys: ['kind' as const] };

const dataset = fc.oneof(
  fc.record({ kind: fc.constant('mnist' as const), trainExamples: fc.integer({ min: 100, max: 60_000 }) }, optional),
  fc.record(
    { kind: fc.constant('moons' as const), noise: fc.double({ min: 0, max: 10, noNaN: true }), seed },
    optional,
  ),
  fc.record({ kind: fc.constant('spirals' as const), turns: fc.double({ min: 0.25, max: 10, noNaN: true }) }, optional),
  fc.record({ kind: fc.constant('blobs' as const), classes: fc.integer({ min: 2, max: 100 }) }, optional),
);

const normalization = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record(
    {
      kind: fc.constant('batch' as const),
      epsilon: fc.double({ min: 1e-12, max: 1, noNaN: true }),
      momentum: fc.double({ min: 1e-6, max: 1, noNaN: true }),
      affine: fc.boolean(),
      placement: fc.constantFrom('beforeActivation' as const, 'afterActivation' as const),
    },
    optional,
  ),
);

const layer = fc.record(
  {
    kind: fc.constant('dense' as const),
    units: fc.integer({ min: 1, max: 16_384 }),
    activation: fc.constantFrom('sigmoid' as const, 'gelu' as const),
    normalization,
  },
  { requiredKeys: ['kind', 'units'] },
);

const patch = fc.record(
  {
    batchSize: fc.integer({ min: 2, max: 100 }),
    'network.activation': fc.constantFrom('relu', 'elu'),
    'network.normalization': normalization,
    'network.layers.0.units': fc.integer({ min: 1, max: 300 }),
    'optimizer.learningRate': fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
  },
  { requiredKeys: [] },
);

export const arbitraryExperiment: fc.Arbitrary<ExperimentInput> = fc.record(
  {
    title: name,
    description: fc.string({ maxLength: 200, unit: 'grapheme' }).filter((text) => text.length <= 4_000),
    base: fc.record(
      {
        dataset,
        network: fc.record(
          { layers: fc.array(layer, { minLength: 1, maxLength: 5 }), normalization },
          { requiredKeys: ['layers'] },
        ),
        optimizer: fc.record(
          { kind: fc.constant('sgd' as const), learningRate: fc.double({ min: 1e-6, max: 1e3, noNaN: true }) },
          optional,
        ),
        batchSize: fc.integer({ min: 2, max: 100 }),
        duration: fc.record({ count: fc.integer({ min: 1, max: 10_000 }) }),
      },
      { requiredKeys: ['dataset', 'network', 'optimizer', 'duration'] },
    ),
    arms: fc.uniqueArray(fc.record({ name, patch }, { requiredKeys: ['name'] }), {
      minLength: 1,
      maxLength: 4,
      selector: (arm) => arm.name.trim(),
    }),
    seeds: fc.uniqueArray(seed, { minLength: 1, maxLength: 10 }),
  },
  { requiredKeys: ['title', 'base', 'arms'] },
);
