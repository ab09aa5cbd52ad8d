import { expect, test } from 'vitest';
import { adapterName, isSoftwareAdapter } from '#core/device/gpu/adapter/adapter-name.ts';
import { openGpuDevice } from '#core/device/gpu/adapter/open-gpu-device.ts';
import type { WebGpu } from '#core/device/gpu/adapter/web-gpu.ts';

const none = { vendor: '', architecture: '', device: '', description: '' };
const card = { ...none, vendor: 'nvidia', architecture: 'hopper', description: 'NVIDIA H200' };

test('an adapter has a name for people', () => {
  expect(adapterName(card)).toBe('NVIDIA H200, nvidia hopper');
  expect(adapterName({ ...none, device: 'null-backend' })).toBe('null-backend');
  expect(adapterName(none)).toBe('an unnamed adapter');
});

test.each([
  { ...none, vendor: 'google', architecture: 'swiftshader' },
  { ...none, description: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
  { ...none, description: 'Microsoft Basic Render Driver' },
  { ...card, isFallbackAdapter: true },
])('software is no GPU: $description $architecture', (info) => {
  expect(isSoftwareAdapter(info)).toBe(true);
  expect(isSoftwareAdapter(card)).toBe(false);
});

const limits = { maxBufferSize: 1, maxStorageBufferBindingSize: 1, maxComputeWorkgroupsPerDimension: 1 };

function webGpuWith(info: typeof card | null): WebGpu {
  const adapter = info === null ? null : { info, limits, requestDevice: () => Promise.reject(new Error('reached')) };
  return { requestAdapter: () => Promise.resolve(adapter) };
}

const noGpuJs = () => Promise.reject(new Error('gpu.js is not needed'));

test('a missing adapter, and one of software that nobody asked for, are unavailable; a card is taken', async () => {
  const open = (info: typeof card | null, allowSoftware: boolean) =>
    openGpuDevice(webGpuWith(info), noGpuJs, { allowSoftware });
  await expect(open(null, true)).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE' });
  const software = { ...none, description: 'SwiftShader' };
  await expect(open(software, false)).rejects.toMatchObject({
    code: 'DEVICE_UNAVAILABLE',
    message: expect.stringContaining('BNLAB_GPU_SOFTWARE=1'),
  });
  await expect(open(software, true)).rejects.toThrow('reached');
  await expect(open(card, false)).rejects.toThrow('reached');
});
