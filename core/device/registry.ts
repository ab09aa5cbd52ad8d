import { DeviceError, LabError } from '../errors.ts';
import { DEVICE_NAMES, type Device, type DeviceName, type DeviceReport } from './device.ts';

/** Devices that need more than the language: each platform brings its way to open them. */
export interface PlatformDevices {
  /** @throws DeviceError (DEVICE_UNAVAILABLE) where there is no adapter. */
  readonly gpu: () => Promise<Device>;
}

/** Names all devices and opens them. Each is loaded only when it is asked for. */
export async function openDevice(name: DeviceName, platform: Partial<PlatformDevices> = {}): Promise<Device> {
  switch (name) {
    case 'reference': {
      const { ReferenceDevice } = await import('./reference/reference-device.ts');
      return new ReferenceDevice();
    }
    case 'wasm': {
      const { openWasmDevice } = await import('./wasm/wasm-device.ts');
      return openWasmDevice();
    }
    case 'gpu':
      if (platform.gpu === undefined) throw new DeviceError('DEVICE_UNAVAILABLE', 'This program opens no GPU.');
      return platform.gpu();
    default:
      return name satisfies never;
  }
}

/** A device as it is found here: what would run, or why it cannot. */
export type DeviceListing =
  | { readonly name: DeviceName; readonly available: true; readonly report: DeviceReport }
  | { readonly name: DeviceName; readonly available: false; readonly reason: string };

/** Every device there is, each tried. A device that cannot run here is listed with its reason. */
export async function listDevices(platform: Partial<PlatformDevices> = {}): Promise<DeviceListing[]> {
  return Promise.all(DEVICE_NAMES.map((name) => listDevice(name, platform)));
}

async function listDevice(name: DeviceName, platform: Partial<PlatformDevices>): Promise<DeviceListing> {
  try {
    const device = await openDevice(name, platform);
    const report = device.describe();
    device.close?.();
    return { name, available: true, report };
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    return { name, available: false, reason: thrown.message };
  }
}
