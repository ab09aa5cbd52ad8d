import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '#core/data/dataset.ts';
import { datasetOutline } from '#core/data/dataset-outline.ts';
import { featureScales, generateBlobs } from '#core/data/generators/blobs.ts';
import { generateCircles } from '#core/data/generators/circles.ts';
import { generateMoons } from '#core/data/generators/moons.ts';
import { generateSpirals } from '#core/data/generators/spirals.ts';
import { inputStatistics } from '#core/data/input-normalization.ts';
import { datasetSpec, type DatasetSpec, type OutlinedDatasetSpec } from '#core/spec/dataset/dataset.ts';

type Spec<K extends DatasetSpec['kind']> = Extract<DatasetSpec, { kind: K }>;

const spirals = (fields: object = {}) =>
  generateSpirals(datasetSpec.parse({ kind: 'spirals', ...fields }) as Spec<'spirals'>);
const moons = (fields: object = {}) => generateMoons(datasetSpec.parse({ kind: 'moons', ...fields }) as Spec<'moons'>);
const circles = (fields: object = {}) =>
  generateCircles(datasetSpec.parse({ kind: 'circles', ...fields }) as Spec<'circles'>);
const blobs = (fields: object = {}) => generateBlobs(datasetSpec.parse({ kind: 'blobs', ...fields }) as Spec<'blobs'>);

const generators: [DatasetSpec['kind'], (fields?: object) => Dataset][] = [
  ['spirals', spirals],
  ['moons', moons],
  ['circles', circles],
  ['blobs', blobs],
];

function points({ count, values, labels }: Split): { x: number; y: number; label: number }[] {
  return Array.from({ length: count }, (_, index) => ({
    x: values[2 * index],
    y: values[2 * index + 1],
    label: labels[index],
  }));
}

describe.each(generators)('%s', (kind, generate) => {
  it('is what its outline says', () => {
    const spec = datasetSpec.parse({ kind, trainExamples: 33, testExamples: 7 }) as OutlinedDatasetSpec;
    const set = generate({ trainExamples: 33, testExamples: 7 });
    const { trainCount, testCount, elementType, ...outline } = datasetOutline(spec);
    expect(elementType).toBe('float');
    expect(set.train.values).toBeInstanceOf(Float32Array);
    expect(set).toMatchObject(outline);
    for (const [split, count] of [
      [set.train, trainCount],
      [set.test, testCount],
    ] as const) {
      expect(split.count).toBe(count);
      expect(split.labels.length).toBe(count);
      expect(split.values.length).toBe(count * set.exampleShape[0]);
      expect(split.values.every(Number.isFinite)).toBe(true);
    }
  });

  it('has balanced classes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 300 }),
        fc.integer({ min: 100, max: 300 }),
        (trainExamples, testExamples) => {
          const set = generate({ trainExamples, testExamples });
          for (const { labels } of [set.train, set.test]) {
            const counts = Array.from({ length: set.classes }, (_, label) => labels.filter((l) => l === label).length);
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is the same for the same seed, and another for another', () => {
    expect(generate({ seed: 5 })).toEqual(generate({ seed: 5 }));
    expect(generate({ seed: 5 }).train.values).not.toEqual(generate({ seed: 6 }).train.values);
    expect(generate().test.values).not.toEqual(generate().train.values.subarray(0, generate().test.values.length));
  });

  it('keeps its test set and its first training examples when it grows', () => {
    const small = generate({ trainExamples: 50 });
    const large = generate({ trainExamples: 80 });
    expect(large.test).toEqual(small.test);
    expect(large.train.values.subarray(0, small.train.values.length)).toEqual(small.train.values);
  });
});

describe('without noise', () => {
  it('spirals lie on r · e^(2πi(turns · r + class / 2))', () => {
    for (const { x, y, label } of points(spirals({ noise: 0, turns: 2 }).train)) {
      const radius = Math.hypot(x, y);
      const angle = 2 * Math.PI * (2 * radius + label / 2);
      expect(Math.abs(x - radius * Math.cos(angle)) + Math.abs(y - radius * Math.sin(angle))).toBeLessThan(1e-6);
      expect(radius).toBeLessThanOrEqual(1);
    }
  });

  it('moons are an upper half circle, and a lower one about (1, ½)', () => {
    for (const { x, y, label } of points(moons({ noise: 0 }).train)) {
      expect(Math.hypot(x - label, y - label / 2)).toBeCloseTo(1, 6);
      expect(label === 0 ? y : 0.5 - y).toBeGreaterThanOrEqual(-1e-6);
    }
  });

  it('circles have radius 1 and factor', () => {
    const set = points(circles({ noise: 0, factor: 0.3 }).train);
    for (const { x, y, label } of set) expect(Math.hypot(x, y)).toBeCloseTo(label === 0 ? 1 : 0.3, 6);
    expect(set.some(({ x, y }) => x < -0.5 && y < -0.5)).toBe(true);
  });
});

it('noise has the standard deviation asked for', () => {
  const radii = points(circles({ noise: 0.1, trainExamples: 20_000 }).train)
    .filter(({ label }) => label === 0)
    .map(({ x, y }) => Math.hypot(x, y));
  const mean = radii.reduce((sum, radius) => sum + radius, 0) / radii.length;
  const stddev = Math.sqrt(radii.reduce((sum, radius) => sum + (radius - mean) ** 2, 0) / radii.length);
  expect(stddev).toBeCloseTo(0.1, 2);
});

describe('blobs', () => {
  it('have scales evenly spaced around 1 on a logarithmic axis', () => {
    const scales = featureScales({ features: 4, scaleRatio: 1_000 });
    expect(scales[3] / scales[0]).toBeCloseTo(1_000, 2);
    expect(scales[0] * scales[3]).toBeCloseTo(1, 6);
    expect(scales[1] / scales[0]).toBeCloseTo(10, 4);
    expect(featureScales({ features: 1, scaleRatio: 1_000 })).toEqual([1]);
  });

  it('have features whose σ and mean follow their scale', () => {
    const { mean, stddev } = inputStatistics(blobs({ classes: 50, features: 3, offset: 3, trainExamples: 20_000 }));
    const scales = featureScales({ features: 3, scaleRatio: 1_000 });
    scales.forEach((scale, feature) => {
      // Variance: 1 of the 50 centres (estimated from few, hence the width) and spread² = 0.36 within.
      expect(stddev[feature] / scale).toBeGreaterThan(0.9);
      expect(stddev[feature] / scale).toBeLessThan(1.5);
      expect(Math.abs(mean[feature] / scale - 3)).toBeLessThan(0.6);
    });
  });

  it('have the spread asked for within a class', () => {
    const { train } = blobs({ features: 1, classes: 2, spread: 0.25, trainExamples: 20_000 });
    const ofClass = [...train.values].filter((_, index) => train.labels[index] === 1);
    const mean = ofClass.reduce((sum, value) => sum + value, 0) / ofClass.length;
    const variance = ofClass.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ofClass.length;
    expect(Math.sqrt(variance)).toBeCloseTo(0.25, 2);
  });
});
