import { expect, it } from 'vitest';
import { memoryUse } from '#core/device/memory-use.ts';
import { buildModel } from '#core/nn/model.ts';
import { mapMemory as mapWasm } from '#core/device/wasm/memory/memory-map.ts';
import { smallSpec } from '../nn/small-spec.ts';

const split = (count: number) => ({ count, elementType: 'byte' }) as const;

/** 5 → 4 → 3, batch 6, on 30 training and 12 test examples of bytes. */
const { plan } = buildModel(smallSpec({ optimizer: { kind: 'sgd', momentum: 0.9 } }), {
  exampleShape: [5],
  classes: 3,
  train: split(30),
  test: split(12),
});
const parameters = 5 * 4 + 4 + 4 * 3 + 3;

it('counts by hand what the reference holds: float64, nothing shared', () => {
  const use = memoryUse(plan, 'reference');
  // Values, gradients and one velocity.
  expect(use.parameterBytes).toBe(3 * 8 * parameters);
  expect(use.statisticBytes).toBe(0);
  expect(use.dataBytes).toBe((30 + 12) * (5 + 4));
  expect(use.totalBytes).toBeGreaterThan(use.parameterBytes + use.dataBytes + use.scratchBytes);
  expect(use.limitBytes).toBeNull();
});

it('is the memory that the wasm device takes', () => {
  const use = memoryUse(plan, 'wasm');
  expect(use.totalBytes).toBe(mapWasm(plan).pages * 65_536);
  expect(use.limitBytes).toBe(2 ** 32);
  // Rows of 8 floats, each matrix a multiple of 64 bytes: 5 × 32, 1 × 32, 4 × 32 and 1 × 32.
  expect(use.parameterBytes).toBe(3 * (192 + 64 + 128 + 64));
});

it('counts both versions of what the GPU updates', () => {
  const use = memoryUse(plan, 'gpu');
  // Values and velocity twice, gradients once.
  expect(use.parameterBytes).toBe(5 * 4 * parameters);
  expect(use.totalBytes).toBeGreaterThan(use.parameterBytes + use.scratchBytes);
});
