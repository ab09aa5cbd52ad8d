import type { PlatformDevices } from '#core/device/registry.ts';
import { RemoteDevice } from '#core/device/remote/remote-device.ts';

/** What a Node process has in common at both ends of an Electron port. */
export interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
}

/** The devices of a job in the desktop app: its GPU is in a window at the other end of a port. */
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
