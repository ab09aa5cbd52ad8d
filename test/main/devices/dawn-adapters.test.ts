import { expect, test } from 'vitest';
import { GpuJsKernels, type KernelThread } from '#core/device/gpu/compile/gpu-js.ts';
import { adaptersOf, dawnAdapters } from '#main/devices/dawn-adapters.ts';
import { openDawnGpu } from '#main/devices/dawn-gpu.ts';
import { softwareGpuEnvironment } from '#test/gpu.ts';
import { missing } from '#test/requirements.ts';

test('Dawn’s refusal names the adapters: each once, and none that has only WebGPU’s compatibility mode', () => {
  const refusal = `Error: no suitable backends found
Available adapters:
 * backend: 'vulkan', name: 'NVIDIA H100 80GB HBM3'
 * backend: 'vulkan', name: 'NVIDIA H100 80GB HBM3'
 * backend: 'vulkan', name: 'llvmpipe (LLVM 15.0.6, 256 bits)'
 * backend: 'opengles', name: 'ANGLE (NVIDIA, 'quoted')'`;
  expect(adaptersOf(refusal)).toEqual([
    { backend: 'vulkan', name: 'NVIDIA H100 80GB HBM3' },
    { backend: 'vulkan', name: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
  ]);
  expect(adaptersOf('Error: no suitable backends found')).toEqual([]);
});

function twice(this: KernelThread, x: number[]): number {
  return 2 * x[this.thread.x];
}

test('each adapter opens by its name, one after the other in one process, and gpu.js goes along', async (context) => {
  Object.assign(process.env, softwareGpuEnvironment());
  const adapters = await dawnAdapters();
  if (adapters.length === 0) missing(context, 'there is no graphics adapter here');
  for (const { backend, name: adapter } of [...adapters, ...adapters]) {
    const gpu = await openDawnGpu({ backend, adapter, allowSoftware: true });
    const { gpuJs, device } = gpu.runtime;
    // It throws where gpu.js still works on the device before.
    await new GpuJsKernels(gpuJs, device).kernel(twice, { rank: 1 });
    gpu.close();
    await device.lost;
  }
});
