import type { DeviceName } from '#core/device/device.ts';
import { DeviceError } from '#core/errors.ts';
import { formatCount } from '#core/format/number.ts';
import { formatBytes } from '#core/format/units.ts';
import type { Requirements } from './requirements.ts';

/** An arm, and the point of a sweep that it is at, in words. */
export interface FittedArm {
  readonly name: string;
  readonly point: string | null;
}

/**
 * Refuses a run that cannot fit, with the figures.
 * @param machineBytes What programs can have on this machine.
 * @throws DeviceError (UNSUPPORTED) where the device cannot address it, or the machine has not so much memory.
 */
export function requireFit(arm: FittedArm, requirements: Requirements, device: DeviceName, machineBytes: number): void {
  const { totalBytes, limitBytes, hostBytes, processBytes } = requirements.memory;
  if (limitBytes !== null && totalBytes > limitBytes) {
    throw tooLarge(arm, requirements, {
      needs: `${formatBytes(totalBytes)} on the ${device} device, which addresses at most ${formatBytes(limitBytes)}`,
      bytesNeeded: totalBytes,
      bytesMax: limitBytes,
    });
  }
  if (processBytes > machineBytes) {
    throw tooLarge(arm, requirements, {
      needs:
        `${formatBytes(processBytes)} of memory on the ${device} device (${formatBytes(hostBytes)} of it for the data set as it is ` +
        `read and the initial values), and this machine has ${formatBytes(machineBytes)}`,
      bytesNeeded: processBytes,
      bytesMax: machineBytes,
    });
  }
}

interface Excess {
  readonly needs: string;
  readonly bytesNeeded: number;
  readonly bytesMax: number;
}

function tooLarge({ name, point }: FittedArm, requirements: Requirements, { needs, ...bytes }: Excess): DeviceError {
  const { parameterCount, memory } = requirements;
  const shares = [
    `${formatCount(parameterCount)} parameters with gradients and optimizer state ${formatBytes(memory.parameterBytes)}`,
    `activations ${formatBytes(memory.scratchBytes)}`,
    `data set ${formatBytes(memory.dataBytes)}`,
  ];
  return new DeviceError(
    'UNSUPPORTED',
    `A run of the arm "${name}"${point === null ? '' : ` at ${point}`} needs ${needs}: ${shares.join(', ')}. Use narrower layers, a smaller batch or fewer examples.`,
    { arm: name, ...(point === null ? {} : { point }), ...bytes, ...requirements },
  );
}
