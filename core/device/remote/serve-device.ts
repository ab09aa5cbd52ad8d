import { present } from '../../assert.ts';
import { toWireError } from '../../errors.ts';
import type { Device, Program } from '../device.ts';
import type { DeviceAnswer, DeviceCall, DevicePort, DeviceRequest } from './device-port.ts';

/** Answers, one after the other, the calls that a `RemoteDevice` at the other end makes. @param open Called with the first. */
export function serveDevice(port: DevicePort, open: () => Promise<Device>): void {
  const server = new DeviceServer(open);
  let last: Promise<void> = Promise.resolve();
  port.onMessage((message) => {
    const { id, call } = message as DeviceRequest;
    last = last.then(async () => {
      const answer: DeviceAnswer = await server.answer(call).then(
        (value) => ({ id, value }),
        (thrown: unknown) => ({ id, error: toWireError(thrown) }),
      );
      port.post(answer);
    });
  });
}

class DeviceServer {
  readonly #open: () => Promise<Device>;
  #device: Device | null = null;
  readonly #programs: Program[] = [];

  constructor(open: () => Promise<Device>) {
    this.#open = open;
  }

  async answer(call: DeviceCall): Promise<unknown> {
    switch (call.kind) {
      case 'open':
        this.#device = await this.#open();
        return this.#device.describe();
      case 'compile':
        return this.#programs.push(await present(this.#device, 'an open device').compile(call.plan)) - 1;
      case 'write':
        return this.#program(call.program).write(call.writes);
      case 'run':
        return this.#program(call.program).run(call.phase, call.steps);
      case 'read':
        return this.#program(call.program).read(call.buffers);
      case 'dispose':
        return this.#program(call.program).dispose();
      case 'close':
        return this.#device?.close?.();
      default:
        return call satisfies never;
    }
  }

  #program(index: number): Program {
    return present(this.#programs[index], `program ${index}`);
  }
}
