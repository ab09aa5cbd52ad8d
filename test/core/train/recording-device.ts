import type { BufferWrite, Device, DeviceReport, Program } from '#core/device/device.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import type { Plan } from '#core/plan/plan.ts';

/** The reference device, with a record of what the host writes and of what is disposed. */
export class RecordingDevice implements Device {
  readonly name = 'reference';
  /** Example indices of all training steps so far, in order. */
  readonly trainIndices: number[] = [];
  /** First write to each parameter and statistic, by path. */
  readonly initialValues = new Map<string, number[]>();
  disposed = 0;
  readonly #device = new ReferenceDevice();

  describe(): DeviceReport {
    return this.#device.describe();
  }

  async compile(plan: Plan): Promise<Program> {
    const program = await this.#device.compile(plan);
    return {
      write: async (writes) => {
        for (const write of writes) this.#record(plan, write);
        await program.write(writes);
      },
      run: (phase, steps) => program.run(phase, steps),
      read: (buffers) => program.read(buffers),
      dispose: async () => {
        this.disposed += 1;
        await program.dispose();
      },
    };
  }

  #record(plan: Plan, { buffer, values }: BufferWrite): void {
    if (buffer === plan.phases.train.indices) this.trainIndices.push(...values);
    const tensor = [...plan.parameters, ...plan.statistics].find(({ value }) => value === buffer);
    if (tensor !== undefined && !this.initialValues.has(tensor.path)) this.initialValues.set(tensor.path, [...values]);
  }
}
