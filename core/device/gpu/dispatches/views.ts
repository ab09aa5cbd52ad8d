import { DeviceError } from '../../../errors.ts';
import type { Region } from '../memory/region.ts';

/** The same memory in another shape, so that a kernel needs no division to know where it is. */

/** gpu.js has workgroups of 8 × 8 threads, and WebGPU at most so many of them in one dimension. */
const PLANES_MAX = 65_535;
const PLANE_ROWS_MAX = 8 * PLANES_MAX;

/** A matrix of so many images in planes, one each, as [height, width · channels]. */
export function images(region: Region, count: number, height: number): Region {
  const columns = (region.rows * region.columns) / (count * height);
  return { ...region, rows: count * height, columns, planes: count };
}

/** A matrix as a stack of as few planes as can be dispatched; matrices of as many rows are cut alike. */
export function stacked(region: Region): Region {
  const { rows } = region;
  for (let planes = Math.ceil(rows / PLANE_ROWS_MAX); planes <= Math.min(rows, PLANES_MAX); planes += 1) {
    if (rows % planes === 0) return { ...region, planes };
  }
  throw new DeviceError(
    'UNSUPPORTED',
    `The gpu device cannot divide a matrix of ${rows} rows. Use another batch size.`,
    { rows },
  );
}
