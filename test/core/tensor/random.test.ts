import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '#core/tensor/random.ts';

function draws<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const moment = (values: number[], order: number) => mean(values.map((value) => value ** order));

describe('randomStream', () => {
  it('gives the same draws for the same name, on this and every later version', () => {
    const stream = randomStream(1, 'initialize', 'layers.0.dense.weight');
    expect(stream.uniform()).toBe(0.6786995653621902);
    expect(stream.normal()).toBe(0.8256031845445696);
    expect(stream.normal()).toBe(-1.4013350902511892);
    expect(stream.integer(10)).toBe(0);
    expect([...stream.permutation(8)]).toEqual([1, 6, 2, 4, 5, 0, 3, 7]);
  });

  it('depends on each part of the name, and on where one part ends and the next begins', () => {
    const names: [number, string, string][] = [
      [1, 'initialize', 'a'],
      [2, 'initialize', 'a'],
      [1, 'order', 'a'],
      [1, 'initialize', 'b'],
      [1, 'initializea', ''],
      [12, 'nitialize', 'a'],
      [1, 'initialize', 'a","'],
    ];
    const first = names.map(([seed, purpose, path]) => randomStream(seed, purpose, path).uniform());
    expect(new Set(first).size).toBe(names.length);
  });

  it('does not correlate neighbouring seeds', () => {
    const n = 20_000;
    const a = randomStream(1, 'initialize', 'w');
    const b = randomStream(2, 'initialize', 'w');
    const products = draws(n, () => a.normal() * b.normal());
    // The product of two independent standard normals has mean 0 and variance 1.
    expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(n));
  });

  it('draws uniforms with the uniform distribution’s moments, inside [0, 1)', () => {
    const stream = randomStream(3, 'moments');
    const values = draws(100_000, () => stream.uniform());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(moment(values, 1)).toBeCloseTo(1 / 2, 2);
    expect(moment(values, 2)).toBeCloseTo(1 / 3, 2);
    expect(moment(values, 3)).toBeCloseTo(1 / 4, 2);
  });

  it('draws normals with the normal distribution’s moments and tails', () => {
    const stream = randomStream(4, 'moments');
    const values = draws(200_000, () => stream.normal());
    expect(Math.abs(moment(values, 1))).toBeLessThan(0.01);
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(values, 3))).toBeLessThan(0.04);
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(0.1);
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.003);
  });

  it('draws integers without bias, also for a bound that does not divide 2^32', () => {
    const stream = randomStream(5, 'integers');
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i += 1) counts[stream.integer(3)] += 1;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // The 99.9th percentile of χ² with 2 degrees of freedom.
    expect(chiSquared).toBeLessThan(13.8);
    // A bound of 3 · 2^30 is where taking the remainder alone would make the lower third twice as likely.
    const large = draws(30_000, () => stream.integer(3 * 2 ** 30) < 2 ** 30).filter(Boolean).length;
    expect(Math.abs(large / 30_000 - 1 / 3)).toBeLessThan(0.015);
    expect(stream.integer(1)).toBe(0);
    for (const bound of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN]) expect(() => stream.integer(bound)).toThrow('bound');
  });

  it('permutes: every index occurs once', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.integer({ min: 0, max: 300 }), (seed, n) => {
        const order = randomStream(seed, 'order').permutation(n);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it('draws all permutations of three equally often', () => {
    const stream = randomStream(6, 'order');
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i += 1) {
      const key = stream.permutation(3).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0);
    // The 99.9th percentile of χ² with 5 degrees of freedom.
    expect(chiSquared).toBeLessThan(20.5);
  });
});
