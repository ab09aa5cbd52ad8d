import type { PlatformDevices } from '#core/device/registry.ts';
import { openDawnGpu } from './dawn-gpu.ts';

/** Set to 1, a software adapter is taken for a GPU: for tests, which find no other one. */
export const SOFTWARE_GPU_VARIABLE = 'BNLAB_GPU_SOFTWARE';

export function allowsSoftwareGpu(): boolean {
  return process.env[SOFTWARE_GPU_VARIABLE] === '1';
}

/** The devices that Node's processes bring: jobs of host and command line, and whoever lists devices. */
export const nodeDevices: PlatformDevices = {
  gpu: () => openDawnGpu({ allowSoftware: allowsSoftwareGpu() }),
};
