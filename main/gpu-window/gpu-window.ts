import { ipcRenderer } from 'electron';
import gpuBrowser from 'gpu.js/dist/gpu-browser.js';
import type { GpuJs } from '#core/device/gpu/compile/gpu-js.ts';
import { openGpuDevice } from '#core/device/gpu/adapter/open-gpu-device.ts';
import type { WebGpu } from '#core/device/gpu/adapter/web-gpu.ts';
import { serveDevice } from '#core/device/remote/serve-device.ts';
import { DeviceError } from '#core/errors.ts';
import { SERVE_GPU, type ServeGpu } from './serve-gpu.ts';

/**
 * The hidden, sandboxed window that holds the desktop app's GPU. It uses Chromium's own WebGPU, because Dawn cannot
 * return results inside Electron's processes. The window contains only this preload, which serves the device to one job
 * over a port.
 */

ipcRenderer.on(SERVE_GPU, ({ ports: [port] }, { allowSoftware }: ServeGpu) => {
  const { gpu } = navigator as unknown as { readonly gpu?: WebGpu };
  serveDevice(
    {
      post: (message) => port.postMessage(message),
      onMessage: (listener) => {
        port.onmessage = (event: { readonly data: unknown }) => listener(event.data);
      },
      // The window is closed together with its job.
      onClose: () => undefined,
    },
    () => {
      if (gpu === undefined)
        throw new DeviceError('DEVICE_UNAVAILABLE', 'This Electron offers no WebGPU on this system.');
      return openGpuDevice(gpu, () => Promise.resolve(gpuBrowser as unknown as GpuJs), { allowSoftware });
    },
  );
});
