import { DeviceError, fromWireError } from '../../errors.ts';
import type { BufferId, PhaseName, Plan } from '../../plan/plan.ts';
import type { BufferValues, BufferWrite, Device, DeviceReport, Program } from '../device.ts';
import type { DeviceAnswer, DeviceCall, DevicePort } from './device-port.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** A device that `serveDevice` serves at the other end of a port. When that end dies, every call fails as DEVICE_LOST. */
export class RemoteDevice implements Device {
  readonly #calls: RemoteCalls;
  readonly #report: DeviceReport;

  private constructor(calls: RemoteCalls, report: DeviceReport) {
    this.#calls = calls;
    this.#report = report;
  }

  /** @throws whatever opening the device throws at the other end. */
  static async open(port: DevicePort): Promise<RemoteDevice> {
    const calls = new RemoteCalls(port);
    return new RemoteDevice(calls, (await calls.make({ kind: 'open' })) as DeviceReport);
  }

  get name(): DeviceReport['device'] {
    return this.#report.device;
  }

  describe(): DeviceReport {
    return this.#report;
  }

  async compile(plan: Plan): Promise<Program> {
    return new RemoteProgram(this.#calls, (await this.#calls.make({ kind: 'compile', plan })) as number);
  }

  close(): void {
    // Nobody waits for it: the other end ends with the port anyway.
    this.#calls.make({ kind: 'close' }).catch(() => undefined);
  }
}

class RemoteProgram implements Program {
  readonly #calls: RemoteCalls;
  readonly #program: number;

  constructor(calls: RemoteCalls, program: number) {
    this.#calls = calls;
    this.#program = program;
  }

  async write(writes: readonly BufferWrite[]): Promise<void> {
    await this.#calls.make({ kind: 'write', program: this.#program, writes });
  }

  async run(phase: PhaseName, steps: number): Promise<number> {
    return (await this.#calls.make({ kind: 'run', program: this.#program, phase, steps })) as number;
  }

  async read(buffers: readonly BufferId[]): Promise<BufferValues[]> {
    return (await this.#calls.make({ kind: 'read', program: this.#program, buffers })) as BufferValues[];
  }

  async dispose(): Promise<void> {
    await this.#calls.make({ kind: 'dispose', program: this.#program });
  }
}

/** Calls on their way, by number. */
class RemoteCalls {
  readonly #port: DevicePort;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;
  #isClosed = false;

  constructor(port: DevicePort) {
    this.#port = port;
    port.onMessage((message) => this.#take(message as DeviceAnswer));
    port.onClose(() => this.#close());
  }

  make(call: DeviceCall): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(gone());
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.post({ id, call });
    });
  }

  #take(answer: DeviceAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(fromWireError(answer.error));
    else waiting?.resolve(answer.value);
  }

  #close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(gone());
    this.#waiting.clear();
  }
}

function gone(): DeviceError {
  return new DeviceError(
    'DEVICE_LOST',
    'The process that holds the device has ended. What the run had reported is kept. Run it again.',
  );
}
