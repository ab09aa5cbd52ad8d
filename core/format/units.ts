import { formatCount } from './number.ts';

/** 4_200_000 → 4.2 MB, in powers of 1000, to two digits below 10. */
export function formatBytes(bytes: number): string {
  return inUnits(bytes, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/** 28_400_000 → 28 MFLOP. */
export function formatFlops(flops: number): string {
  return inUnits(flops, ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP']);
}

function inUnits(value: number, units: readonly string[]): string {
  let scaled = value;
  let unit = 0;
  // 999.6 would be written as 1000 of the smaller unit.
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1_000;
    unit += 1;
  }
  const text = unit === 0 || scaled >= 9.95 ? formatCount(scaled) : scaled.toFixed(1);
  return `${text}\u00a0${units[unit]}`;
}
