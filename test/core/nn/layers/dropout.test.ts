import { describe, expect, it } from 'vitest';
import { dropout } from '#core/device/reference/examples/dropout.ts';
import { streamWords } from '#core/tensor/random.ts';
import { smallDataset } from '../small-dataset.ts';
import { smallSpec } from '../small-spec.ts';
import { StepProbe } from '../step-probe.ts';

const SIZE = 40_000;

/** Ones through the op: 0 where an element is dropped. */
function mask(rate: number, stepNumber: number, { seed = 1, path = 'layers.0.dropout' } = {}): Float64Array {
  const matrix = (values: Float64Array) => ({ name: 'x', rows: 200, columns: SIZE / 200, values });
  const y = matrix(new Float64Array(SIZE));
  const keys = { name: 'keys', rows: 1, columns: 2, values: streamWords(seed, 'dropout', path, 2) };
  dropout(rate, { x: matrix(new Float64Array(SIZE).fill(1)), y, keys, stepNumber });
  return y.values;
}

const keptShare = (values: Float64Array) => values.filter((value) => value !== 0).length / SIZE;
/** Share of elements that two masks treat alike, minus what independent ones would. */
const likeness = (a: Float64Array, b: Float64Array, rate: number) =>
  a.filter((value, i) => (value === 0) === (b[i] === 0)).length / SIZE - (rate ** 2 + (1 - rate) ** 2);

/** Five standard errors of a share of so many elements. */
const CHANCE = (5 * 0.5) / Math.sqrt(SIZE);

describe('the mask', () => {
  it.each([0.1, 0.25, 0.5, 0.9])('drops a share of %d, and keeps the mean', (rate) => {
    const values = mask(rate, 1);
    expect(Math.abs(keptShare(values) - (1 - rate))).toBeLessThan(CHANCE);
    for (const value of values) expect(value === 0 || value === 1 / (1 - rate)).toBe(true);
  });

  it('is a function of seed, path and step, each of which makes another one', () => {
    const first = mask(0.5, 3);
    expect(mask(0.5, 3)).toEqual(first);
    for (const other of [mask(0.5, 4), mask(0.5, 3, { seed: 2 }), mask(0.5, 3, { path: 'layers.1.dropout' })]) {
      expect(Math.abs(likeness(first, other, 0.5))).toBeLessThan(CHANCE);
    }
  });

  it('has neighbours that know nothing of each other, along rows and down columns', () => {
    const values = mask(0.3, 7);
    for (const distance of [1, 2, 4, SIZE / 200, 64, 1024]) {
      const shifted = Float64Array.from(values, (_, i) => values[(i + distance) % SIZE]);
      expect(Math.abs(likeness(values, shifted, 0.3)), `distance ${distance}`).toBeLessThan(CHANCE);
    }
  });

  it('keeps these elements for ever (computed from the op’s formula in Python, too)', () => {
    expect([...mask(0.5, 1, { seed: 42 }).subarray(0, 24)].map((value) => (value === 0 ? 0 : 1)).join('')).toBe(
      '011101011000010000010100',
    );
  });
});

describe('in a network', () => {
  const dense = { kind: 'dense', units: 6 } as const;

  it('leaves all other draws where they are: its parameters start as without it', async () => {
    const open = (rate: number) =>
      StepProbe.open(smallSpec({ network: { layers: [dense, { kind: 'dropout', rate }, dense] } }), smallDataset());
    const [without, with_] = [await open(0), await open(0.5)];
    for (const path of without.parameterPaths) expect(await with_.value(path)).toEqual(await without.value(path));
    expect(await with_.step()).not.toBe(await without.step());
  });

  it('draws anew in each step, and not at all in evaluation', async () => {
    const spec = smallSpec({ network: { layers: [dense, { kind: 'dropout' }] } });
    const { plan } = await StepProbe.open(spec, smallDataset());
    expect(plan.phases.train.ops.filter(({ kind }) => kind === 'dropout')).toHaveLength(2);
    expect(plan.phases.evaluate.ops.filter(({ kind }) => kind === 'dropout')).toEqual([]);
    expect(plan.keys.map(({ purpose, path }) => [purpose, path])).toEqual([['dropout', 'layers.1.dropout']]);
  });
});
