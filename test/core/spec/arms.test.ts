import fc from 'fast-check';
import { expect, it } from 'vitest';
import { armSpecs, baselineOf, expandRuns } from '#core/spec/arms.ts';
import { runSpec } from '#core/spec/experiment.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { arbitraryExperiment } from './arbitrary-experiment.ts';

const experiment = parseExperiment({
  title: 'Arms',
  base: {
    dataset: { kind: 'moons' },
    network: { layers: [{ kind: 'dense', units: 10 }] },
    optimizer: { kind: 'sgd' },
    duration: { count: 100 },
  },
  arms: [
    { name: 'without BN' },
    { name: '2', patch: { 'network.normalization.kind': 'batch', 'network.normalization.momentum': 0.5 } },
  ],
  seeds: [7, 3],
});

it('are the base with the patch, defaults of what is patched in filled in', () => {
  const specs = armSpecs(experiment);
  expect(specs['without BN']).toEqual(experiment.base);
  expect(specs['2'].network.normalization).toEqual({
    kind: 'batch',
    epsilon: 1e-5,
    momentum: 0.5,
    affine: true,
    placement: 'beforeActivation',
    keepBias: false,
  });
});

it('are compared with the named baseline, else with the first', () => {
  expect(baselineOf(experiment)).toBe('without BN');
  expect(baselineOf({ ...experiment, baseline: '2' })).toBe('2');
});

it('run once with each seed, pairs together, in the order they are written', () => {
  expect(expandRuns(experiment).map(({ arm, seed }) => [arm, seed])).toEqual([
    ['without BN', 7],
    ['2', 7],
    ['without BN', 3],
    ['2', 3],
  ]);
});

it('of any experiment that parses have runs that parse and stay as they are', () => {
  fc.assert(
    fc.property(arbitraryExperiment, (input) => {
      const spec = parseExperiment(input);
      const runs = expandRuns(spec);
      expect(runs).toHaveLength(spec.arms.length * spec.seeds.length);
      for (const run of runs) {
        expect(runSpec.parse(run.spec)).toEqual(run.spec);
        expect(run.spec).toEqual(armSpecs(spec)[run.arm]);
      }
      for (const arm of spec.arms) {
        const size = arm.patch.batchSize;
        expect(armSpecs(spec)[arm.name].batchSize).toBe(size ?? spec.base.batchSize);
      }
    }),
  );
});

it('throw on a patch that does not fit, also where nobody checked before', () => {
  const unchecked = { ...experiment, arms: [{ name: 'a', patch: { 'network.layers.5.units': 1, batchSize: 0 } }] };
  expect(() => armSpecs(unchecked)).toThrow(
    'arms.0.patch.network.layers.5.units: expected an index of network.layers from 0 to 0, received "5"\n' +
      'arms.0.patch.batchSize: expected an integer from 1 to 65536, received the number 0',
  );
});
