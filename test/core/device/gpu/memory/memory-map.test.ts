import { describe, expect, it } from 'vitest';
import { mapMemory } from '#core/device/gpu/memory/memory-map.ts';
import { buildModel } from '#core/nn/model.ts';
import type { Plan } from '#core/plan/plan.ts';
import { runSpec } from '#core/spec/experiment.ts';

const BATCH_SIZE = 4;
const FILTERS = 64;

/** A convolution with instance normalization: that sums two numbers for each element of the convolution's output. */
function instanceNormPlan(): Plan {
  const spec = runSpec.parse({
    dataset: { kind: 'blobs' },
    inputNormalization: 'none',
    network: {
      layers: [{ kind: 'conv2d', filters: FILTERS }, { kind: 'globalAveragePool' }],
      normalization: { kind: 'instance' },
    },
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    batchSize: BATCH_SIZE,
    duration: { unit: 'steps', count: 1 },
    evaluation: { batchSize: BATCH_SIZE },
  });
  const form = { count: 4, elementType: 'byte' } as const;
  return buildModel(spec, { exampleShape: [16, 16, 3], classes: 10, train: form, test: form }).plan;
}

function limits(bytes: number) {
  return { maxBufferSize: bytes, maxStorageBufferBindingSize: bytes, maxComputeWorkgroupsPerDimension: 65_535 };
}

describe('the GPU’s memory', () => {
  const outputBytes = BATCH_SIZE * 16 * 16 * FILTERS * 4;

  it('counts what ops compute on the way', () => {
    const { workspaces, allocations, totalBytes } = mapMemory(instanceNormPlan(), limits(Infinity));
    expect(workspaces[0].bytes).toBeGreaterThanOrEqual(2 * outputBytes);
    expect(allocations).toContain(workspaces[0]);
    expect(totalBytes).toBe(allocations.reduce((sum, { bytes, versions }) => sum + bytes * versions, 0));
  });

  it('refuses, with the figures, a buffer or a way to a result that is too large for the adapter', () => {
    expect(() => mapMemory(instanceNormPlan(), limits(1.5 * outputBytes))).toThrow(/on the way.*smaller batch/);
    expect(() => mapMemory(instanceNormPlan(), limits(0.5 * outputBytes))).toThrow(/needs 1 MiB.*smaller batch/);
  });
});
