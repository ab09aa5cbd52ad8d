import { DEVICE_NAMES, type Device, type DeviceName } from '#core/device/device.ts';
import { GpuDevice } from '#core/device/gpu/gpu-device.ts';
import { openDevice } from '#core/device/registry.ts';
import { LabError } from '#core/errors.ts';
import { formatNumber } from '#core/format/number.ts';
import { dawnAdapters } from '#main/devices/dawn-adapters.ts';
import { openDawnGpu } from '#main/devices/dawn-gpu.ts';
import { allowsSoftwareGpu } from '#main/devices/platform-devices.ts';
import { productSpeed } from '#main/devices/product-speed.ts';
import { EXIT } from '../exit-code.ts';
import { textTable } from '../text-table.ts';
import type { CommandContext } from './context.ts';

interface DeviceEntry {
  readonly name: DeviceName;
  readonly available: boolean;
  /** What it is, or why it is unavailable. */
  readonly description: string;
  readonly precision: string | null;
  /** Billions of floating-point operations a second in matrix products. */
  readonly gigaflops: number | null;
}

/**
 * Lists every device with what it is here and how fast it multiplies matrices; first the graphics adapter that runs
 * use, then the others. Measured one at a time, because they would slow each other down.
 */
export async function devicesCommand({ output, devices: platform }: CommandContext): Promise<number> {
  const devices: DeviceEntry[] = [];
  for (const name of DEVICE_NAMES) devices.push(await measure(name, () => openDevice(name, platform)));
  devices.push(...(await otherAdapters(devices)));
  const { dim } = output.colors.out;
  output.print(
    textTable(
      [{ label: 'Device' }, { label: 'GFLOP/s', align: 'end' }, { label: 'Precision' }, { label: 'What it is' }],
      devices.map(({ name, gigaflops, precision, description }) => [
        name,
        gigaflops === null ? '–' : formatNumber(gigaflops, 3),
        precision ?? '–',
        gigaflops === null ? dim(description) : description,
      ]),
    ),
  );
  output.print(
    dim('\nMeasured with products of 256 × 256 matrices. --device auto times an experiment’s own steps instead.'),
  );
  output.object({ devices });
  return EXIT.ok;
}

/** Every adapter except the one that runs use. */
async function otherAdapters(known: readonly DeviceEntry[]): Promise<DeviceEntry[]> {
  const others: DeviceEntry[] = [];
  const gpu = known.find(({ name }) => name === 'gpu');
  // If the preferred adapter is unavailable, its reason applies to all of them.
  if (gpu?.available !== true) return others;
  for (const { backend, name: adapter } of await dawnAdapters()) {
    const entry = await measure('gpu', () => openDawnGpu({ backend, adapter, allowSoftware: allowsSoftwareGpu() }));
    if ([gpu, ...others].every(({ description }) => description !== entry.description)) others.push(entry);
  }
  return others;
}

async function measure(name: DeviceName, open: () => Promise<Device>): Promise<DeviceEntry> {
  try {
    const device = await open();
    const { description, precision } = device.describe();
    const gigaflops = await productSpeed(device);
    device.close?.();
    // The next adapter may be opened only once this one is closed.
    if (device instanceof GpuDevice) await device.runtime.device.lost;
    return { name, available: true, description, precision, gigaflops };
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    return { name, available: false, description: thrown.message, precision: null, gigaflops: null };
  }
}
