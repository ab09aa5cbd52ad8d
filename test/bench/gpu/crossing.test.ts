import { expect, test } from 'vitest';
import { crossing } from './crossing.ts';

const times = (...rows: [batchSize: number, gpu: number | null, wasm: number | null][]) =>
  rows.map(([batchSize, gpu, wasm]) => ({ batchSize, gpu, wasm }));

test('the GPU beats WASM from the batch size on after which it never loses', () => {
  expect(crossing(times([64, 3, 1], [128, 3, 3.5], [256, 3, 7]))).toBe(128);
  expect(crossing(times([64, 1, 2], [128, 3, 2], [256, 3, 7]))).toBe(256);
  expect(crossing(times([256, 3, 7], [64, 3, 1]))).toBe(256);
});

test('it beats nobody where it loses at the largest batch, or was not timed', () => {
  expect(crossing(times([64, 1, 2], [128, 3, 2]))).toBeNull();
  expect(crossing(times([64, null, 2]))).toBeNull();
  expect(crossing(times([64, 1, 2], [128, null, 4]))).toBe(64);
});
