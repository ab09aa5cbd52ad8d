import { DeviceError, LabError } from '../../../errors.ts';
import type { WebGpuDevice } from './web-gpu.ts';

/**
 * Whether the device still computes. WebGPU reports faults late and elsewhere: a lost device answers on with nothing, and
 * a command that failed its validation is dropped. So every wait and every read asks here first.
 */
export class GpuHealth {
  #fault: LabError | null = null;
  readonly #lost: Promise<never>;

  constructor(device: WebGpuDevice) {
    this.#lost = device.lost.then(({ message }) => {
      this.#fault ??= lost(message);
      throw this.#fault;
    });
    // Whoever waits hears of it; when nobody does, it is no unhandled rejection.
    this.#lost.catch(() => undefined);
    device.onuncapturederror = ({ error }) => {
      this.#fault ??= new LabError('INTERNAL', `WebGPU refused a command: ${error.message}`);
    };
  }

  /** @throws what went wrong since the device was opened. */
  check(): void {
    if (this.#fault !== null) throw this.#fault;
  }

  /** The result of a wait, or the loss of the device if that comes first. */
  async guard<Result>(waiting: Promise<Result>): Promise<Result> {
    try {
      return await Promise.race([waiting, this.#lost]);
    } catch (thrown) {
      // A wait may fail a moment before the loss that made it fail is announced.
      await Promise.race([this.#lost.catch(() => undefined), turns()]);
      this.check();
      throw thrown;
    }
  }
}

/** A few turns of the microtask queue. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function lost(message: string): DeviceError {
  return new DeviceError(
    'DEVICE_LOST',
    `The graphics device was lost (${message || 'no reason given'}). What the run had reported is kept. ` +
      'Run it again, or on the wasm device.',
  );
}
