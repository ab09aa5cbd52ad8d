import type { Device, DeviceName } from '#core/device/device.ts';
import { openDevice } from '#core/device/registry.ts';
import { nodeDevices } from '#main/devices/platform-devices.ts';
import { openTurboDevice } from './turbo/turbo.ts';

/** The device of a job. `BNLAB_TURBO=off` in the environment, or `turbo` false, leaves V8 as it comes. */
export async function openJobDevice(name: DeviceName, turbo: boolean): Promise<Device> {
  if (name !== 'wasm' || !turbo || process.env['BNLAB_TURBO'] === 'off') return openDevice(name, nodeDevices);
  return (await openTurboDevice()).device;
}
