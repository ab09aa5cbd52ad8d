import { DeviceError } from '../../../errors.ts';
import { adapterName, isSoftwareAdapter } from './adapter-name.ts';
import { GpuDevice } from '../gpu-device.ts';
import { shareWithGpuJs, type GpuJs } from '../compile/gpu-js.ts';
import type { WebGpu } from './web-gpu.ts';

export interface GpuOpenOptions {
  /** Takes a processor that plays a GPU (SwiftShader, llvmpipe) for one. It shows correctness, and no speed. */
  readonly allowSoftware: boolean;
}

/**
 * Opens the GPU that WebGPU hands out. A process or window has one open at a time, since gpu.js knows one device.
 * @param webGpu Dawn's in Node, `navigator.gpu` in a window.
 * @param loadGpuJs Called once there is an adapter.
 * @throws DeviceError (DEVICE_UNAVAILABLE) where there is no adapter, or none but software.
 */
export async function openGpuDevice(
  webGpu: WebGpu,
  loadGpuJs: () => Promise<GpuJs>,
  { allowSoftware }: GpuOpenOptions,
): Promise<GpuDevice> {
  const adapter = await webGpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new DeviceError(
      'DEVICE_UNAVAILABLE',
      'WebGPU has found no graphics adapter here. On Linux it needs a Vulkan driver and Vulkan’s loader (libvulkan1). The wasm ' +
        'device runs everywhere.',
    );
  }
  const name = adapterName(adapter.info);
  const isSoftware = isSoftwareAdapter(adapter.info);
  if (isSoftware && !allowSoftware) {
    throw new DeviceError(
      'DEVICE_UNAVAILABLE',
      `This graphics adapter (${name}) is a processor that plays one, slower than the wasm device. ` +
        'With BNLAB_GPU_SOFTWARE=1 in the environment it is taken all the same.',
      { adapter: name },
    );
  }
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
  const gpuJs = await loadGpuJs();
  await shareWithGpuJs(gpuJs, adapter, device);
  // The object from which all of this came must outlive it: without a reference Dawn ends the process.
  return new GpuDevice({ webGpu, device, gpuJs, adapterName: name, isSoftware });
}
