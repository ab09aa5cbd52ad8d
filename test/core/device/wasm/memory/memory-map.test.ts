import { describe, expect, test } from 'vitest';
import { leadingDimension, mapMemory } from '#core/device/wasm/memory/memory-map.ts';
import { FIRST_FREE_BYTE } from '#core/device/wasm/op-code.ts';
import { DeviceError } from '#core/errors.ts';
import { buildModel } from '#core/nn/model.ts';
import type { BufferId, BufferInfo, Plan } from '#core/plan/plan.ts';
import { runSpec } from '#core/spec/experiment.ts';

function planOf(trainCount: number, features: number): Plan {
  const spec = runSpec.parse({
    dataset: { kind: 'blobs' },
    network: {
      layers: [
        { kind: 'dense', units: 128 },
        { kind: 'dense', units: 10 },
      ],
      normalization: { kind: 'batch' },
    },
    optimizer: { kind: 'sgd', momentum: 0.9 },
    batchSize: 16,
    duration: { count: 10 },
  });
  const split = (count: number) => ({ count, elementType: 'float' as const });
  return buildModel(spec, { classes: 3, exampleShape: [features], train: split(trainCount), test: split(20) }).plan;
}

const NO_IMAGES: ReadonlySet<BufferId> = new Set();

function buffer(elementType: BufferInfo['elementType'], columns: number): BufferInfo {
  return { id: 0 as BufferId, name: 'buffer', role: 'scratch', rows: 2, columns, elementType };
}

describe('leadingDimension', () => {
  test.each([
    [1, 8],
    [7, 8],
    [8, 8],
    [9, 16],
    [100, 104],
    [128, 136],
    [121, 136],
    [784, 784],
    [1024, 1032],
  ])('%i columns of floats take %i: whole vectors, no multiple of 512 bytes', (columns, expected) => {
    expect(leadingDimension(buffer('float', columns), NO_IMAGES)).toBe(expected);
  });

  test('bytes, ints and dense images have no padding', () => {
    expect(leadingDimension(buffer('byte', 784), NO_IMAGES)).toBe(784);
    expect(leadingDimension(buffer('int', 1), NO_IMAGES)).toBe(1);
    expect(leadingDimension(buffer('float', 3), new Set([0 as BufferId]))).toBe(3);
  });
});

describe('mapMemory', () => {
  const plan = planOf(200, 30);
  const map = mapMemory(plan);

  test('nothing lies on records, work memory or the fixed lines', () => {
    expect(map.records.train).toBeGreaterThanOrEqual(FIRST_FREE_BYTE);
    expect(map.records.evaluate).toBeGreaterThan(map.records.train);
    expect(map.work).toBeGreaterThan(map.records.evaluate);
    const used = map.places.filter(({ address }) => address !== 0);
    expect(used).toHaveLength(plan.buffers.length);
    for (const { info, address } of used) {
      expect(address, info.name).toBeGreaterThan(map.work);
      expect(address % 64, info.name).toBe(0);
      const bytes = info.rows * leadingDimension(info, NO_IMAGES) * (info.elementType === 'byte' ? 1 : 4);
      expect(address + bytes, info.name).toBeLessThanOrEqual(map.pages * 65_536);
    }
  });

  test('values, gradients and velocities are parallel arenas', () => {
    const { values, gradients, moments, byteLength } = map.arenas;
    expect(moments).toHaveLength(1);
    for (const parameter of plan.parameters) {
      const distance = map.places[parameter.value].address - values;
      expect(distance).toBeLessThan(byteLength);
      expect(map.places[parameter.gradient].address - gradients).toBe(distance);
      expect(map.places[parameter.moments[0]].address - moments[0]).toBe(distance);
    }
  });

  test('scratch buffers whose lives do not meet share memory', () => {
    const scratch = map.places.filter(({ info }) => info.role === 'scratch');
    const bytes = scratch.reduce((sum, { info, leadingDimension: row }) => sum + info.rows * row * 4, 0);
    const first = Math.min(...scratch.map(({ address }) => address));
    const end = Math.max(...scratch.map(({ info, address, leadingDimension: row }) => address + info.rows * row * 4));
    expect(end - first).toBeLessThan(bytes / 2);
  });

  test('a plan beyond 4 GiB is refused with its figures', () => {
    const attempt = () => mapMemory(planOf(1_000_000, 1_100));
    expect(attempt).toThrow(DeviceError);
    expect(attempt).toThrow(
      /at most 4\.00 GiB .* needs 4\.1\d GiB.*data\/train\/values \(1000000 × 1100, 4\.1\d GiB\)/,
    );
  });
});
