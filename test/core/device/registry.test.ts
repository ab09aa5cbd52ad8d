import { describe, expect, it } from 'vitest';
import { DEVICE_NAMES } from '#core/device/device.ts';
import { openTestGpu, requireGpu } from '#test/gpu.ts';
import { listDevices, openDevice } from '#core/device/registry.ts';

describe('the registry', () => {
  it.for(DEVICE_NAMES)('opens %s by its name', async (name, context) => {
    const gpu = name === 'gpu' ? await requireGpu(context) : null;
    const device = await openDevice(name, { gpu: gpu === null ? openTestGpu : () => Promise.resolve(gpu) });
    expect(device.name).toBe(name);
    expect(device.describe().device).toBe(name);
    gpu?.close();
  });

  it('lists every device with what would run', async () => {
    const listing = await listDevices({ gpu: openTestGpu });
    expect(listing.map(({ name }) => name)).toEqual([...DEVICE_NAMES]);
    expect(listing[0]).toMatchObject({ available: true, report: { precision: 'float64' } });
  });
});
