import { assert } from '#core/assert.ts';
import type { ElectronPort } from '#main/devices/remote-gpu.ts';
import type { JobMessage } from './protocol.ts';

/** The job process's end of the connection to the lab, whatever the transport. */
export interface JobChannel {
  send(message: JobMessage): Promise<void>;
  /** @param listener Its second argument is the port to the GPU's window, if the app has opened one for this job. */
  onCommand(listener: (command: unknown, gpuPort: ElectronPort | null) => void): void;
  /** The lab is gone. */
  onDisconnect(listener: () => void): void;
}

/** What Electron gives a utilityProcess in place of Node's channel (its types declare a browser's MessageEvent). */
interface ParentPort {
  postMessage(message: unknown): void;
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ElectronPort[] }) => void,
  ): void;
}

export function connectToLab(): JobChannel {
  const parentPort: unknown = Reflect.get(process, 'parentPort');
  return isParentPort(parentPort) ? electronChannel(parentPort) : nodeChannel();
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value;
}

/** Electron itself ends its utility processes when the main process exits. */
function electronChannel(port: ParentPort): JobChannel {
  return {
    send: (message) => Promise.resolve(port.postMessage(message)),
    onCommand: (listener) => port.on('message', ({ data, ports }) => listener(data, ports[0] ?? null)),
    onDisconnect: () => undefined,
  };
}

function nodeChannel(): JobChannel {
  assert(process.send !== undefined, 'a job process is started by a lab, not by hand');
  const send = process.send.bind(process);
  return {
    // Resolves when the message has left this process, so that the last one is not lost on exit.
    send: (message) =>
      new Promise((resolve, reject) =>
        send(message, undefined, {}, (error) => (error === null ? resolve() : reject(error))),
      ),
    onCommand: (listener) => void process.on('message', (command) => listener(command, null)),
    onDisconnect: (listener) => void process.once('disconnect', listener),
  };
}
