import { expect, test } from 'vitest';
import { runSpec } from '#core/spec/experiment.ts';
import { nodeDevices } from '#main/devices/platform-devices.ts';
import { deviceTiming } from '#main/jobs/timing/device-timing.ts';
import { timeDevices } from '#main/jobs/timing/time-devices.ts';

const spec = runSpec.parse({
  dataset: { kind: 'blobs' },
  network: { layers: [{ kind: 'dense', units: 4 }], normalization: { kind: 'batch' } },
  optimizer: { kind: 'sgd', learningRate: 0.01 },
  batchSize: 10,
  duration: { unit: 'steps', count: 1 },
});

test('times real steps on each device, and says why a device is unavailable', async () => {
  const diverging = { ...spec, optimizer: { ...spec.optimizer, learningRate: 1e6 } };
  const timings = await timeDevices([spec, diverging], ['wasm', 'gpu'], nodeDevices, false);
  expect(timings.map(({ device }) => device)).toEqual(['wasm', 'gpu']);
  for (const timing of timings) expect(deviceTiming.parse(timing)).toEqual(timing);
  expect(timings[0].msPerStep).toBeGreaterThan(0);
  expect(timings[0].refusal).toBe('');
  expect(timings[0].perSpec).toHaveLength(2);
  const [first, second] = timings[0].perSpec;
  expect(timings[0].msPerStep).toBeCloseTo((first.msPerStep + second.msPerStep) / 2, 12);
  const [, gpu] = timings;
  expect(gpu.msPerStep === null).toBe(gpu.refusal !== '');
});
