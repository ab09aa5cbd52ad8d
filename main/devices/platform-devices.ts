import type { PlatformDevices } from '#core/device/registry.ts';
import { openDawnGpu } from './dawn-gpu.ts';

/** If set to 1, a software adapter is accepted as a GPU: for tests on machines without one. */
export const SOFTWARE_GPU_VARIABLE = 'BNLAB_GPU_SOFTWARE';

export function allowsSoftwareGpu(): boolean {
  return process.env[SOFTWARE_GPU_VARIABLE] === '1';
}

/** The devices of Node processes: jobs of the host and the command line, and any program that lists devices. */
export const nodeDevices: PlatformDevices = {
  gpu: () => openDawnGpu({ allowSoftware: allowsSoftwareGpu() }),
};
