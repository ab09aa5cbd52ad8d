import { describe, expect, it } from 'vitest';
import { mapMemory } from '#core/device/gpu/memory/memory-map.ts';
import { inPlace } from '#core/device/wasm/ops/op-table.ts';
import { buildModel, dataForm } from '#core/nn/model.ts';
import { planCost } from '#core/plan/cost.ts';
import { planMemory } from '#core/plan/memory.ts';
import { OBSERVED_QUANTITIES } from '#core/plan/observation.ts';
import { smallImages } from '../nn/small-images.ts';
import { smallSpec } from '../nn/small-spec.ts';

const spec = smallSpec({
  network: {
    layers: [
      { kind: 'conv2d', filters: 3 },
      { kind: 'residual', layers: [{ kind: 'conv2d', filters: 3, activation: 'identity' }] },
      { kind: 'dense', units: 4 },
    ],
    normalization: { kind: 'batch' },
  },
});
const form = dataForm(smallImages());
const { plan } = buildModel(spec, form);
const observing = buildModel(spec, form, null, OBSERVED_QUANTITIES).plan;

it('layers offer the same points in both modes, and gradients where there is a backward pass', () => {
  const pointsOf = (phase: 'train' | 'evaluate') =>
    plan.phases[phase].observations.map(({ path, what }) => `${path} ${what}`).sort();
  const paths = [
    'layers.0.activation',
    'layers.1.activation',
    'layers.1.residual.layers.0.activation',
    'layers.2.activation',
  ];
  const points = (...quantities: string[]) =>
    paths.flatMap((path) => quantities.map((what) => `${path} ${what}`)).sort();
  expect(pointsOf('evaluate')).toEqual(points('preActivation', 'activation'));
  expect(pointsOf('train')).toEqual(points('preActivation', 'activation', 'preActivationGradient'));
});

describe('a plan that keeps what is observed', () => {
  it('has the same ops and costs; if nothing is to be kept, only the logs are outputs', () => {
    expect(observing.phases).toEqual(plan.phases);
    expect(planCost(observing).phases).toEqual(planCost(plan).phases);
    expect(plan.buffers.filter(({ role }) => role === 'output').map(({ name }) => name)).toEqual([
      'train/log',
      'evaluate/log',
    ]);
    expect(planCost(observing).memoryBytes).toBeGreaterThan(planCost(plan).memoryBytes);
  });

  it('gives those buffers memory of their own, also where ops work in place', () => {
    const layout = { rowStride: ({ columns }: { columns: number }) => columns * 4, alignment: 64, inPlace };
    const kept = new Set(observing.phases.train.observations.map(({ buffer }) => buffer));
    const { offsets } = planMemory(observing, layout);
    for (const { id } of observing.buffers) {
      for (const buffer of kept) if (id !== buffer) expect(offsets[id]).not.toBe(offsets[buffer]);
    }
    const { regions } = mapMemory(observing, {
      maxBufferSize: Infinity,
      maxStorageBufferBindingSize: Infinity,
      maxComputeWorkgroupsPerDimension: Infinity,
    });
    for (const { id } of observing.buffers) {
      for (const buffer of kept) {
        if (id !== buffer) expect(regions[id].allocation).not.toBe(regions[buffer].allocation);
      }
    }
  });
});
