import { app, BrowserWindow, MessageChannelMain, session, type MessagePortMain } from 'electron';
import type { PlatformDevices } from '#core/device/registry.ts';
import { DESKTOP_SCHEME } from '#core/contract/desktop-bridge.ts';
import { devicesBehind } from '#main/devices/remote-gpu.ts';
import { allowsSoftwareGpu } from '#main/devices/platform-devices.ts';
import { SERVE_GPU, type ServeGpu } from '#main/gpu-window/serve-gpu.ts';
import { fetchNoDictionary } from './lockdown.ts';

const GPU_PAGE = `${DESKTOP_SCHEME}://gpu/`;
const EMPTY_PAGE = '<!doctype html><title>BatchNorm Lab: GPU</title>';

export interface GpuWindow {
  /** The job's end of the connection to the device. */
  readonly port: MessagePortMain;
  close(): void;
}

/**
 * Opens the hidden window that holds the GPU for one job: an empty page with no access to anything, and its preload.
 */
export async function openGpuWindow(preloadFile: string): Promise<GpuWindow> {
  const own = gpuSession();
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      preload: preloadFile,
      session: own,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // Keeps it running at full speed although it is hidden.
      backgroundThrottling: false,
    },
  });
  await window.loadURL(GPU_PAGE);
  const { port1, port2 } = new MessageChannelMain();
  const message: ServeGpu = { allowSoftware: allowsSoftwareGpu() };
  window.webContents.postMessage(SERVE_GPU, message, [port1]);
  return {
    port: port2,
    close: () => {
      if (!window.isDestroyed()) window.destroy();
    },
  };
}

/** A session of its own, in memory, with one empty page and nothing else. */
function gpuSession(): Electron.Session {
  const own = session.fromPartition('gpu');
  if (own.protocol.isProtocolHandled(DESKTOP_SCHEME)) return own;
  const headers = { 'content-type': 'text/html', 'content-security-policy': "default-src 'none'" };
  own.protocol.handle(DESKTOP_SCHEME, () => new Response(EMPTY_PAGE, { headers }));
  own.webRequest.onBeforeRequest((details, decide) => decide({ cancel: details.url !== GPU_PAGE }));
  own.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  fetchNoDictionary(own);
  return own;
}

/** The devices as the main process sees them: to probe the GPU, it opens the window briefly. */
export function desktopDevices(preloadFile: string): PlatformDevices {
  return {
    gpu: async () => {
      await app.whenReady();
      const window = await openGpuWindow(preloadFile);
      try {
        const device = await devicesBehind(window.port).gpu();
        return {
          name: device.name,
          describe: () => device.describe(),
          compile: (plan) => device.compile(plan),
          close: () => window.close(),
        };
      } catch (thrown) {
        window.close();
        throw thrown;
      }
    },
  };
}
