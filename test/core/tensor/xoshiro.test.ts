import { expect, it } from 'vitest';
import { Xoshiro128 } from '#core/tensor/xoshiro.ts';

it('gives the outputs of the authors’ C program from the state (1, 2, 3, 4)', () => {
  // Printed by https://prng.di.unimi.it/xoshiro128starstar.c, compiled with gcc.
  const generator = new Xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, () => generator.next())).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

it('does not stick at the all-zero state', () => {
  const generator = new Xoshiro128([0, 0, 0, 0]);
  const outputs = Array.from({ length: 100 }, () => generator.next());
  expect(new Set(outputs).size).toBeGreaterThan(90);
});
