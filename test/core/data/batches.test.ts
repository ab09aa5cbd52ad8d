import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExampleOrder } from '#core/data/batches.ts';

const epochOf = (order: ExampleOrder, epoch: number): number[] =>
  Array.from({ length: order.stepsPerEpoch }, (_, step) => [...order.batch(epoch * order.stepsPerEpoch + step)]).flat();

it('shows every example once an epoch when the batch size divides their number', () => {
  const order = new ExampleOrder(1, 120, 30);
  expect(order.stepsPerEpoch).toBe(4);
  for (const epoch of [0, 1, 7]) {
    expect(epochOf(order, epoch).sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, index) => index));
  }
});

it('leaves out the last, smaller batch', () => {
  const order = new ExampleOrder(1, 100, 30);
  expect(order.stepsPerEpoch).toBe(3);
  expect(new Set(epochOf(order, 0)).size).toBe(90);
  expect(order.batch(2).length).toBe(30);
});

it('is the same for the same seed at any step, asked for in any order', () => {
  fc.assert(
    fc.property(
      fc.nat(0xffffffff),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 200 }),
      fc.array(fc.nat(500), { minLength: 1, maxLength: 10 }),
      (seed, batchSize, extra, steps) => {
        const exampleCount = batchSize + extra;
        const jumping = new ExampleOrder(seed, exampleCount, batchSize);
        for (const step of steps) {
          expect(jumping.batch(step)).toEqual(new ExampleOrder(seed, exampleCount, batchSize).batch(step));
        }
      },
    ),
  );
});

it('shuffles anew each epoch and differently for each seed', () => {
  const order = new ExampleOrder(1, 1_000, 100);
  expect(epochOf(order, 0)).not.toEqual(epochOf(order, 1));
  expect(epochOf(order, 0)).not.toEqual(epochOf(new ExampleOrder(2, 1_000, 100), 0));
});

it('orders the examples alike for every batch size, so that arms differing in it still see the same order', () => {
  expect(epochOf(new ExampleOrder(3, 60, 10), 1)).toEqual(epochOf(new ExampleOrder(3, 60, 20), 1));
});

it('gives batches that stay as they are when later ones are asked for', () => {
  const order = new ExampleOrder(5, 20, 10);
  const first = order.batch(0);
  const copy = [...first];
  order.batch(7);
  expect([...first]).toEqual(copy);
});

it('refuses what cannot be cut into batches', () => {
  expect(() => new ExampleOrder(1, 10, 11)).toThrow('batchSize (11) is at most the number of examples (10)');
  expect(() => new ExampleOrder(1, 10, 0)).toThrow('batchSize is a positive integer');
  expect(() => new ExampleOrder(1, 10, 5).batch(-1)).toThrow('step is an integer from 0');
});
