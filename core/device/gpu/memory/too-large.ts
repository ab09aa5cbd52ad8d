import { DeviceError } from '../../../errors.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Region } from './region.ts';

/** Why a plan does not fit the adapter: it needs more in one GPU buffer than the adapter allows. */

export function tooLarge(plan: Plan, regions: readonly Region[], bytesMax: number): DeviceError {
  const largest = plan.buffers.reduce((a, b) =>
    regions[b.id].allocation.bytes > regions[a.id].allocation.bytes ? b : a,
  );
  const { bytes } = regions[largest.id].allocation;
  return new DeviceError(
    'UNSUPPORTED',
    `This graphics adapter holds at most ${mebibytes(bytesMax)} in one buffer, but ${largest.name} (${largest.rows} × ` +
      `${largest.columns}) needs ${mebibytes(bytes)}. Use fewer examples, a smaller batch or narrower layers.`,
    { bytesNeeded: bytes, bytesMax },
  );
}

export function tooMuchAtOnce(bytesNeeded: number, bytesMax: number): DeviceError {
  return new DeviceError(
    'UNSUPPORTED',
    `This graphics adapter holds at most ${mebibytes(bytesMax)} in one buffer, but a layer needs ${mebibytes(bytesNeeded)} ` +
      'for what it computes on the way. Use a smaller batch or narrower layers.',
    { bytesNeeded, bytesMax },
  );
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
