import { DEVICE_NAMES, type DeviceName } from '#core/device/device.ts';
import { openDevice } from '#core/device/registry.ts';
import { LabError } from '#core/errors.ts';
import { nodeDevices } from '#main/devices/platform-devices.ts';
import { productSpeed } from '#main/devices/product-speed.ts';
import { EXIT } from '../exit-code.ts';
import { textTable } from '../text-table.ts';
import type { CommandContext } from './context.ts';

interface DeviceEntry {
  readonly name: DeviceName;
  readonly available: boolean;
  /** What it is, or why it is not there. */
  readonly description: string;
  readonly precision: string | null;
  /** Billions of floating-point operations a second in matrix products. */
  readonly gigaflops: number | null;
}

/** Lists every device, what it is here, and how fast it multiplies matrices. One at a time: they would slow each other. */
export async function devicesCommand({ output }: CommandContext): Promise<number> {
  const devices: DeviceEntry[] = [];
  for (const name of DEVICE_NAMES) devices.push(await measure(name));
  const { dim } = output.colors.out;
  output.print(
    textTable(
      [{ label: 'Device' }, { label: 'GFLOP/s', align: 'end' }, { label: 'Precision' }, { label: 'What it is' }],
      devices.map(({ name, gigaflops, precision, description }) => [
        name,
        gigaflops === null ? '–' : gigaflops.toPrecision(3),
        precision ?? '–',
        gigaflops === null ? dim(description) : description,
      ]),
    ),
  );
  output.print(
    dim('\nMeasured in products of 256 × 256 matrices. --device auto times an experiment’s own steps instead.'),
  );
  output.object({ devices });
  return EXIT.ok;
}

async function measure(name: DeviceName): Promise<DeviceEntry> {
  try {
    const device = await openDevice(name, nodeDevices);
    const { description, precision } = device.describe();
    const gigaflops = await productSpeed(device);
    device.close?.();
    return { name, available: true, description, precision, gigaflops };
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    return { name, available: false, description: thrown.message, precision: null, gigaflops: null };
  }
}
