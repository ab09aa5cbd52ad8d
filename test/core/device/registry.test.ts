import { describe, expect, it } from 'vitest';
import { DEVICE_NAMES } from '#core/device/device.ts';
import { openTestGpu } from '#test/gpu.ts';
import { listDevices, openDevice } from '#core/device/registry.ts';

describe('the registry', () => {
  it('opens every device by its name', async () => {
    for (const name of DEVICE_NAMES) {
      const device = await openDevice(name, { gpu: openTestGpu });
      expect(device.name).toBe(name);
      expect(device.describe().device).toBe(name);
    }
  });

  it('lists every device with what would run', async () => {
    const listing = await listDevices({ gpu: openTestGpu });
    expect(listing.map(({ name }) => name)).toEqual([...DEVICE_NAMES]);
    expect(listing[0]).toMatchObject({ available: true, report: { precision: 'float64' } });
  });
});
