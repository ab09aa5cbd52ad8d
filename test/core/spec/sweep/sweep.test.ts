import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpecError } from '#core/errors.ts';
import { armSpecs } from '#core/spec/arms.ts';
import { countRuns, expandSweep } from '#core/spec/sweep/expand-sweep.ts';
import type { ExperimentInput } from '../experiment-input.ts';
import { specHash } from '#core/spec/hash.ts';
import { formatExperiment, parseExperiment, parseExperimentText } from '#core/spec/parse/parse.ts';
import { applyPatch } from '#core/spec/patch.ts';
import { countSweepPoints, sweepPoints } from '#core/spec/sweep/sweep-points.ts';
import { arbitraryExperiment } from '../arbitrary-experiment.ts';
import { arbitrarySweep } from './arbitrary-sweep.ts';

const BASE = `
title: Spirals
base:
  dataset: { kind: spirals }
  network: { layers: [{ kind: dense, units: 8 }, { kind: dense, units: 8 }] }
  optimizer: { kind: sgd }
  duration: { count: 10 }
arms:
  - name: without BN
  - name: with BN
    patch: { network.normalization.kind: batch }
seeds: [1, 2, 3]
`;

const parse = (sweep: string) => parseExperimentText(`${BASE}sweep: ${sweep}`);

/** The faults of the experiment with this sweep, one line each. */
function faultsOf(sweep: string, base = BASE): string[] {
  try {
    parseExperimentText(`${base}sweep: ${sweep}`);
  } catch (error) {
    if (error instanceof SpecError) return error.message.split('\n');
    throw error;
  }
  throw new Error('The sweep has no fault.');
}

const pointsOf = (sweep: string) => expandSweep(parse(sweep)).map(({ point }) => point);

describe('any sweep', () => {
  /** Arms may patch the learning rate, but an axis that no arm leaves to the base is refused. */
  const swept = fc.tuple(arbitraryExperiment, arbitrarySweep).map(([experiment, sweep]): ExperimentInput => ({
    ...experiment,
    seeds: [1, 2],
    arms: [{ name: 'unpatched' }, ...experiment.arms.filter(({ name }) => name.trim() !== 'unpatched')],
    sweep,
  }));

  it('expands to as many experiments as were counted, each right, without a sweep and with the base patched', () => {
    fc.assert(
      fc.property(swept, (input) => {
        const spec = parseExperiment(input);
        const experiments = expandSweep(spec);
        expect(experiments).toHaveLength(countSweepPoints(spec.sweep!));
        expect(countRuns(spec)).toBe(experiments.length * spec.arms.length * 2);
        for (const { point, spec: one } of experiments) {
          expect(one.sweep).toBeUndefined();
          expect(parseExperiment(one)).toEqual(one);
          expect(one.base).toEqual(applyPatch(spec.base, point).value);
          expect(one.arms).toEqual(spec.arms);
        }
      }),
    );
  });

  it('gives no two experiments one title, and no two the same runs', () => {
    fc.assert(
      fc.property(swept, (input) => {
        const experiments = expandSweep(parseExperiment(input));
        expect(new Set(experiments.map(({ spec }) => spec.title)).size).toBe(experiments.length);
        expect(new Set(experiments.map(({ spec }) => specHash(armSpecs(spec)))).size).toBe(experiments.length);
      }),
    );
  });

  it('survives being written and read, and gives the same points each time', () => {
    fc.assert(
      fc.property(swept, (input) => {
        const spec = parseExperiment(input);
        expect(parseExperimentText(formatExperiment(spec))).toEqual(spec);
        expect(expandSweep(parseExperiment(JSON.parse(JSON.stringify(spec))))).toEqual(expandSweep(spec));
      }),
    );
  });
});

it('is absent by default, so that a spec without one keeps its hash', () => {
  const spec = parseExperimentText(BASE);
  expect(Object.keys(spec)).not.toContain('sweep');
  // Of this spec before sweeps were known.
  expect(specHash(spec)).toBe('fa3f0cc9888f1d8af855a803e826c331992052326f8b7de0e18813a5418e5a9c');
  expect(expandSweep(spec)).toEqual([{ point: {}, spec }]);
  expect(countRuns(spec)).toBe(6);
});

describe('a grid', () => {
  it('has every combination, the last axis fastest', () => {
    const grid = `{ kind: grid, axes: {
      optimizer.learningRate: { kind: log, from: 0.01, to: 1, count: 3 },
      optimizer.kind: { kind: values, values: [sgd, adam] } } }`;
    expect(pointsOf(grid).map(Object.values)).toEqual([
      [0.01, 'sgd'],
      [0.01, 'adam'],
      [0.1, 'sgd'],
      [0.1, 'adam'],
      [1, 'sgd'],
      [1, 'adam'],
    ]);
    const { base, title } = expandSweep(parse(grid))[3].spec;
    expect(base.optimizer).toMatchObject({ kind: 'adam', learningRate: 0.1, beta1: 0.9 });
    expect(title).toBe('Spirals · learningRate 0.1, optimizer adam');
  });

  it('spaces ranges evenly, by difference or by ratio, ends as written', () => {
    const range = (text: string) => sweepPoints(parse(`{ kind: grid, axes: { duration.count: ${text} } }`).sweep!);
    const counts = (text: string) => range(text).map(({ patch }) => patch['duration.count']);
    expect(counts('{ kind: linear, from: 10, to: 30, count: 5 }')).toEqual([10, 15, 20, 25, 30]);
    expect(counts('{ kind: log, from: 1, to: 1000, count: 4 }')).toEqual([1, 10, 100, 1000]);
    expect(counts('{ kind: log, from: 10, to: 100, count: 4, whole: true }')).toEqual([10, 22, 46, 100]);
    const rates = parse('{ kind: grid, axes: { optimizer.learningRate: { kind: log, from: 0.1, to: 1, count: 3 } } }');
    expect(sweepPoints(rates.sweep!).map(({ patch }) => patch['optimizer.learningRate'])).toEqual([0.1, 0.316228, 1]);
  });
});

describe('a random sweep', () => {
  const random = (seed: number, more = '') => `{ kind: random, count: 200, seed: ${seed}, axes: {
    optimizer.learningRate: { kind: logUniform, from: 0.001, to: 10 },
    batchSize: { kind: integer, from: 2, to: 5 }${more} } }`;

  it('draws from its distributions, ends included', () => {
    const points = pointsOf(random(1, ', optimizer.momentum: { kind: uniform, from: 0.2, to: 0.6 }'));
    const sizes = points.map((point) => Number(point['batchSize']));
    expect(new Set(sizes)).toEqual(new Set([2, 3, 4, 5]));
    const rates = points.map((point) => Number(point['optimizer.learningRate']));
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.001);
    expect(Math.max(...rates)).toBeLessThanOrEqual(10);
    // A quarter of the decades holds a quarter of the draws: binomial, 50 ± 6.1 (5 standard deviations).
    for (const decade of [0.001, 0.01, 0.1, 1]) {
      const inside = rates.filter((value) => value >= decade && value < decade * 10).length;
      expect(Math.abs(inside - 50)).toBeLessThan(31);
    }
    const momenta = points.map((point) => Number(point['optimizer.momentum']));
    expect(momenta.every((momentum) => momentum >= 0.2 && momentum <= 0.6)).toBe(true);
    const mean = momenta.reduce((sum, momentum) => sum + momentum, 0) / momenta.length;
    // Of 200 uniform draws over 0.4: standard error 0.4 / √(12 · 200) = 0.0082.
    expect(Math.abs(mean - 0.4)).toBeLessThan(0.041);
  });

  it('gives the same points for the same seed, and draws each axis by itself', () => {
    expect(pointsOf(random(1))).toEqual(pointsOf(random(1)));
    expect(pointsOf(random(1))).not.toEqual(pointsOf(random(2)));
    const longer = pointsOf(random(1, ', optimizer.kind: { kind: choice, values: [sgd, adam] }'));
    expect(longer.map(({ 'optimizer.kind': _, ...rest }) => rest)).toEqual(pointsOf(random(1)));
  });
});

describe('titles', () => {
  it('name a path by as much of its end as tells it from the others', () => {
    const titles = expandSweep(
      parse(`{ kind: list, points: [
        { network.layers.0.units: 4, network.layers.1.units: 8 },
        { network.normalization: { kind: batch, momentum: 0.5 } },
        { network.normalization.kind: layer },
        { network.layers: [] } ] }`),
    ).map(({ spec }) => spec.title);
    expect(titles).toEqual([
      'Spirals · layers.0.units 4, layers.1.units 8',
      'Spirals · normalization batch (momentum 0.5)',
      'Spirals · normalization layer',
      'Spirals · layers []',
    ]);
  });

  it('stay within their length, and apart', () => {
    const long = BASE.replace('Spirals', '𝒳'.repeat(60));
    const sweep = `{ kind: list, points: [
      { network.layers: [${Array.from({ length: 30 }, () => '{ kind: dense, units: 100 }').join(', ')}] },
      { network.layers: [${Array.from({ length: 31 }, () => '{ kind: dense, units: 100 }').join(', ')}] } ] }`;
    const titles = expandSweep(parseExperimentText(`${long}sweep: ${sweep}`)).map(({ spec }) => spec.title);
    expect(new Set(titles).size).toBe(2);
    for (const title of titles) {
      expect(title.length).toBeLessThanOrEqual(120);
      // It throws for half a character.
      expect(encodeURIComponent(title)).not.toBe('');
    }
  });
});

describe('faults', () => {
  it('are told all at once, each at its place, with the word that was meant', () => {
    expect(
      faultsOf(`{ kind: grid, axes: {
        optimizer.learningRat: { kind: log, from: 0.001, to: 10, count: 3 },
        network.layers.0.units: { kind: values, values: [2, 2, a] },
        network.layers.7.units: { kind: values, values: [2] } } }`),
    ).toEqual([
      'sweep.axes.network.layers.0.units.values.1: expected a value different from sweep.axes.network.layers.0.units.values.0, received the number 2 again',
      'sweep.axes.network.layers.7.units.values.0: expected an index of network.layers from 0 to 1, received "7"',
      expect.stringMatching(
        /^sweep\.axes\.optimizer\.learningRat: expected one of the fields kind, .* \(did you mean "learningRate"\?\), received the unknown field "learningRat"$/,
      ),
      'sweep.axes.network.layers.0.units.values.2: expected an integer from 1 to 16384, received the text "a"',
    ]);
  });

  it('of a path are told once, however many values it has', () => {
    expect(faultsOf('{ kind: grid, axes: { network.activaton: { kind: values, values: [relu, tanh] } } }')).toEqual([
      'sweep.axes.network.activaton: expected one of the fields layers, activation, initializer, normalization (did you mean "activation"?), received the unknown field "activaton"',
    ]);
    expect(faultsOf('{ kind: grid, axes: { network.layers.5.units: { kind: values, values: [4, 8] } } }')).toEqual([
      'sweep.axes.network.layers.5.units: expected an index of network.layers from 0 to 1, received "5"',
    ]);
  });

  it('are told beside those of the rest of the document', () => {
    const faults = faultsOf(
      '{ kind: grid, axes: { batchSize: { kind: values, values: [0] } } }',
      BASE.replace('sgd', 'sdg').replace('[1, 2, 3]', '[1, 1]'),
    );
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'base.optimizer.kind',
      'seeds.1',
      'sweep.axes.batchSize.values.0',
    ]);
  });

  it('of rules over several fields name the value, the arm and the point, once', () => {
    expect(faultsOf('{ kind: grid, axes: { batchSize: { kind: values, values: [1, 2, 5000] } } }')).toEqual([
      'sweep.axes.batchSize.values.0: expected a batchSize of at least 2 with batch normalization: a batch of one gives each channel a single value, which has no variance, received batchSize 1, in the arm "with BN" at batchSize 1',
      'sweep.axes.batchSize.values.2: expected a batchSize of at most the 1000 training examples, received batchSize 5000, in the arm "without BN" at batchSize 5000',
    ]);
  });

  it('of the base that every arm mends are none of the sweep’s', () => {
    const mended = BASE.replace('{ kind: sgd }', '{ kind: sgd, nesterov: true }')
      .replace('- name: without BN', '- name: without BN\n    patch: { optimizer.momentum: 0.9 }')
      .replace('kind: batch }', 'kind: batch, optimizer.momentum: 0.9 }');
    const spec = parseExperimentText(`${mended}sweep: { kind: list, points: [{ batchSize: 10 }] }`);
    expect(expandSweep(spec)).toHaveLength(1);
  });

  it.each([
    [
      '{ kind: gird, axes: {} }',
      'sweep.kind: expected one of "grid", "random", "list" (did you mean "grid"?), received the text "gird"',
    ],
    ['{ kind: grid, axes: {} }', 'sweep.axes: expected 1 to 8 axes, received 0'],
    ['{ kind: list, points: [{}] }', 'sweep.points.0: expected at least one patched path, received none'],
    [
      '{ kind: grid, axes: { batchSize: { kind: linear, from: 9, to: 9 } } }',
      'sweep.axes.batchSize.to: expected a number above from, which is 9, received 9',
    ],
    [
      '{ kind: grid, axes: { batchSize: { kind: linear, from: 2, to: 4, count: 5, whole: true } } }',
      'sweep.axes.batchSize: expected a range wide enough for so many values, received the number 3 again',
    ],
    [
      '{ kind: random, count: 5, axes: { optimizer.kind: { kind: choice, values: [sgd, adam] } } }',
      'sweep.count: expected fewer points, or axes wide enough that no point is drawn twice (another seed may help), received optimizer sgd again',
    ],
    [
      '{ kind: list, points: [{ batchSize: 2 }, { batchSize: 2 }] }',
      'sweep.points.1: expected a point different from sweep.points.0, received batchSize 2 again',
    ],
    [
      '{ kind: list, points: [{ optimizer.learningRate: 0.1 }, { batchSize: 60 }] }',
      'sweep.points.1.batchSize: expected a value that changes a run; here every arm replaces it (same runs as at learningRate 0.1), received batchSize 60',
    ],
    [
      `{ kind: grid, axes: { batchSize: { kind: linear, from: 1, to: 900, count: 30 },
        duration.count: { kind: linear, from: 1, to: 900, count: 30 } } }`,
      'sweep: expected at most 512 points, received 900 points',
    ],
  ])('%s', (sweep, fault) => {
    expect(faultsOf(sweep)[0]).toBe(fault);
  });

  it('of size count arms and seeds too', () => {
    const many = BASE.replace('[1, 2, 3]', `[${Array.from({ length: 256 }, (_, seed) => seed).join(', ')}]`);
    const sweep = '{ kind: grid, axes: { duration.count: { kind: linear, from: 1, to: 40, count: 40 } } }';
    expect(faultsOf(sweep, many)).toEqual([
      'sweep: expected at most 10000 runs (points × arms × seeds), received 40 × 2 × 256 = 20480 runs',
    ]);
  });

  it('of hostile paths are ordinary ones', () => {
    expect(faultsOf('{ kind: list, points: [{ __proto__.polluted: 1 }] }')).toEqual([
      'sweep.points.0.__proto__.polluted: expected a dotted path such as network.normalization, received "__proto__.polluted"',
    ]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
