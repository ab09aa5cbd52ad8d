import type { PlatformDevices } from '#core/device/registry.ts';
import { RemoteDevice } from '#core/device/remote/remote-device.ts';

/** What both ends of Electron's ports have in a Node process. */
export interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
}

/** The devices of a job in the desktop app: its GPU is at the other end of a port, in a window. */
export function devicesBehind(port: ElectronPort): PlatformDevices {
  return {
    gpu: () => {
      const opening = RemoteDevice.open({
        post: (message) => port.postMessage(message),
        onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
        onClose: (listener) => void port.on('close', listener),
      });
      port.start();
      return opening;
    },
  };
}
