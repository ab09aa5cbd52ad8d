import fc from 'fast-check';
import type { ExperimentInput } from './experiment-input.ts';

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
  fc.constantFrom({ kind: 'none' as const }, { kind: 'weight' as const }),
  fc.record({ kind: fc.constantFrom('layer' as const, 'batchRenorm' as const), affine: fc.boolean() }, optional),
  fc.record(
    {
      kind: fc.constant('batch' as const),
      epsilon: fc.double({ min: 1e-12, max: 1, noNaN: true }),
      momentum: fc.double({ min: 1e-6, max: 1, noNaN: true }),
      affine: fc.boolean(),
      placement: fc.constantFrom('beforeActivation' as const, 'afterActivation' as const),
      statistics: fc.constantFrom('batch' as const, 'frozen' as const),
    },
    optional,
  ),
);

const dense = fc.record(
  {
    kind: fc.constant('dense' as const),
    units: fc.integer({ min: 2, max: 16_384 }),
    activation: fc.constantFrom('sigmoid' as const, 'gelu' as const),
    normalization,
  },
  { requiredKeys: ['kind', 'units'] },
);

const dropout = fc.record(
  { kind: fc.constant('dropout' as const), rate: fc.double({ min: 0, max: 0.99, noNaN: true }) },
  optional,
);

const residual = fc.record(
  {
    kind: fc.constant('residual' as const),
    layers: fc.array(fc.oneof(dense, dropout), { minLength: 1, maxLength: 3 }),
    shortcut: fc.constant('projection' as const),
    activation: fc.constantFrom('relu' as const, 'identity' as const),
  },
  { requiredKeys: ['kind', 'layers', 'shortcut'] },
);

/** A dense layer comes first: patches lead to its units. */
const layers = fc
  .tuple(dense, fc.array(fc.oneof(dense, dropout, residual), { maxLength: 4 }))
  .map(([first, others]) => [first, ...others]);

const learningRate = fc.double({ min: 1e-6, max: 1e3, noNaN: true });
const interval = fc.record({
  unit: fc.constantFrom('steps' as const, 'epochs' as const),
  count: fc.integer({ min: 1, max: 99 }),
});

const optimizer = fc.record(
  {
    kind: fc.constantFrom('sgd' as const, 'rmsprop' as const, 'adam' as const, 'adamw' as const),
    learningRate,
    weightDecay: fc.double({ min: 0, max: 1, noNaN: true }),
    decayed: fc.constantFrom('all' as const, 'weights' as const),
    gradientClipNorm: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    warmup: interval,
    schedule: fc.oneof(
      fc.record({ kind: fc.constant('cosine' as const) }),
      fc.record({ kind: fc.constantFrom('step' as const, 'exponential' as const), interval }),
    ),
  },
  optional,
);

const patch = fc.record(
  {
    batchSize: fc.integer({ min: 2, max: 100 }),
    'network.activation': fc.constantFrom('relu', 'elu'),
    'network.normalization': normalization,
    'network.layers.0.units': fc.integer({ min: 2, max: 300 }),
    'optimizer.learningRate': learningRate,
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
        network: fc.record({ layers, normalization }, { requiredKeys: ['layers'] }),
        optimizer,
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
