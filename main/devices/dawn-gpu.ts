import type { GpuDevice } from '#core/device/gpu/gpu-device.ts';
import type { GpuJs } from '#core/device/gpu/compile/gpu-js.ts';
import { openGpuDevice, type GpuOpenOptions } from '#core/device/gpu/adapter/open-gpu-device.ts';
import type { WebGpu } from '#core/device/gpu/adapter/web-gpu.ts';
import { DeviceError } from '#core/errors.ts';

export interface DawnOptions extends GpuOpenOptions {
  /** One of Dawn's backends: `vulkan`, `metal`, `d3d12`, or `null`, which computes nothing. Default: Dawn's choice. */
  readonly backend?: string;
  /** An adapter's name, from `dawnAdapters`. Default: the fastest, as WebGPU chooses. */
  readonly adapter?: string;
}

/**
 * Opens the GPU in a Node process, where WebGPU comes from Dawn (npm `webgpu`) on Vulkan, Metal or D3D12.
 * @throws DeviceError (DEVICE_UNAVAILABLE) if there is no adapter, or only a software one.
 */
export async function openDawnGpu({ backend, adapter, ...options }: DawnOptions): Promise<GpuDevice> {
  const { create } = await loadDawn();
  const choices = Object.entries({ backend, adapter }).filter(([, value]) => value !== undefined);
  return openGpuDevice(create(choices.map(([name, value]) => `${name}=${value}`)), loadGpuJs, options);
}

async function loadGpuJs(): Promise<GpuJs> {
  const { default: gpuJs } = await import('gpu.js');
  return gpuJs as unknown as GpuJs;
}

/**
 * Loads its native code only on request; there may be none for this platform.
 * @throws DeviceError (DEVICE_UNAVAILABLE)
 */
export async function loadDawn(): Promise<{ create(options: string[]): WebGpu }> {
  if (process.versions['electron'] !== undefined) {
    // Dawn computes in Electron's processes, but Electron forbids the buffers that it returns results in.
    throw new DeviceError(
      'DEVICE_UNAVAILABLE',
      'In the desktop app the GPU is reached through a separate hidden window.',
    );
  }
  try {
    return (await import('webgpu')) as unknown as { create(options: string[]): WebGpu };
  } catch (cause) {
    throw new DeviceError(
      'DEVICE_UNAVAILABLE',
      `Dawn, which provides WebGPU in Node, cannot be loaded here: ${String(cause)}`,
    );
  }
}
