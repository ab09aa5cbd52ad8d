import type { Device, DeviceName } from '#core/device/device.ts';
import { openDevice, type PlatformDevices } from '#core/device/registry.ts';
import { openTurboDevice } from './turbo/turbo.ts';

/** Turbo can prove itself only once in a process: it sets flags of the engine. */
let turboDevice: Promise<Device> | null = null;

/** Opens a job's device. `BNLAB_TURBO=off` in the environment, or `turbo` false, leaves V8's flags unchanged. */
export async function openJobDevice(
  name: DeviceName,
  devices: Partial<PlatformDevices>,
  turbo: boolean,
): Promise<Device> {
  if (name !== 'wasm' || !turbo || process.env['BNLAB_TURBO'] === 'off') return openDevice(name, devices);
  turboDevice ??= openTurboDevice().then(({ device }) => device);
  return turboDevice;
}
