import { assert } from '../../assert.ts';
import type { BufferId, PhaseName, Plan } from '../../plan/plan.ts';
import type { BufferValues, BufferWrite, Program } from '../device.ts';
import { LabelCheck } from '../label-check.ts';
import { fromDevice, integerWords, toDevice } from './memory/buffer-values.ts';
import { DeviceMemory } from './memory/device-memory.ts';
import type { KernelSource } from './dispatches/dispatch.ts';
import type { GpuHealth } from './adapter/gpu-health.ts';
import { mapMemory } from './memory/memory-map.ts';
import type { MemoryMap, Region } from './memory/region.ts';
import { phaseDispatches } from './dispatches/phase-dispatches.ts';
import { Readback, type ReadRequest } from './memory/readback.ts';
import { StepRecorder } from './recorder.ts';
import { Uniforms } from './compile/uniforms.ts';
import type { WebGpuDevice } from './adapter/web-gpu.ts';
import { STATE, STATE_WORDS } from './wgsl/step-state.ts';

/** The GPU starts on a submission while the next is being encoded; one of so many dispatches costs little by itself. */
const DISPATCHES_PER_SUBMISSION = 400;

export interface GpuProgramOptions {
  readonly device: WebGpuDevice;
  readonly kernels: KernelSource;
  readonly health: GpuHealth;
}

/**
 * A plan with memory of its own on the GPU. `run` encodes its steps without waiting for any, and reads back, with the last
 * submission, how many ran and what they logged: one wait a call. A read of the log after it comes from the host.
 */
export class GpuProgram implements Program {
  readonly #options: GpuProgramOptions;
  readonly #plan: Plan;
  readonly #map: MemoryMap;
  readonly #memory: DeviceMemory;
  readonly #state: Region;
  readonly #recorders: Readonly<Record<PhaseName, StepRecorder>>;
  readonly #labels: LabelCheck;
  readonly #integerWords: ReadonlySet<BufferId>;
  readonly #uniforms: Uniforms;
  readonly #readback: Readback;
  /** The logs as they are on the device, as long as only `run` writes them. */
  readonly #logs = new Map<BufferId, Float32Array>();
  #disposed = false;

  private constructor(plan: Plan, options: GpuProgramOptions, parts: Parts) {
    this.#plan = plan;
    this.#options = options;
    this.#map = parts.map;
    this.#memory = parts.memory;
    this.#state = parts.state;
    this.#recorders = parts.recorders;
    this.#uniforms = parts.uniforms;
    this.#readback = new Readback(options.device);
    this.#labels = new LabelCheck(plan);
    this.#integerWords = integerWords(plan);
    for (const { log } of Object.values(plan.phases)) {
      const { rows, columns } = plan.buffers[log];
      this.#logs.set(log, new Float32Array(rows * columns));
    }
  }

  /** @throws DeviceError (UNSUPPORTED) for a size that is not for this adapter; (DEVICE_UNAVAILABLE) without memory. */
  static async compile(plan: Plan, options: GpuProgramOptions): Promise<GpuProgram> {
    const { device, kernels, health } = options;
    const map = mapMemory(plan, device.limits);
    const state: Region = {
      allocation: { bytes: STATE_WORDS * 4, versions: 1 },
      offset: 0,
      rows: 1,
      columns: STATE_WORDS,
    };
    const context = { plan, memory: map, kernels, state, region: (id: BufferId) => map.regions[id] };
    const train = await phaseDispatches(plan.phases.train, context);
    const evaluate = await phaseDispatches(plan.phases.evaluate, context);
    const memory = await DeviceMemory.allocate(device, [...map.allocations, state.allocation]);
    health.check();
    const uniforms = new Uniforms(device);
    const recorders = {
      train: new StepRecorder(train, memory, uniforms),
      evaluate: new StepRecorder(evaluate, memory, uniforms),
    };
    return new GpuProgram(plan, options, { map, memory, state, recorders, uniforms });
  }

  async write(writes: readonly BufferWrite[]): Promise<void> {
    this.#checkUsable();
    const { queue } = this.#options.device;
    for (const { buffer, values, firstRow = 0 } of writes) {
      const { info, region } = this.#place(buffer);
      const count = values.length / info.columns;
      assert(
        Number.isInteger(count) && firstRow >= 0 && firstRow + count <= info.rows,
        `write to ${info.name}: whole rows of ${info.columns} within ${info.rows} rows, received ${values.length} values at row ${firstRow}`,
      );
      this.#labels.check(buffer, values);
      this.#checkIndices(buffer, values);
      this.#logs.delete(buffer);
      const target = this.#memory.operand(region);
      queue.writeBuffer(
        target.buffer,
        target.offset + firstRow * region.columns * 4,
        toDevice(info, values, this.#integerWords),
      );
    }
  }

  async run(phaseName: PhaseName, steps: number): Promise<number> {
    const phase = this.#plan.phases[phaseName];
    assert(steps <= phase.stepsMax, `at most ${phase.stepsMax} steps a call, asked for ${steps}`);
    this.#checkUsable();
    this.encode(phaseName, steps);
    const log = this.#place(phase.log);
    const rows: Region = { ...log.region, rows: steps };
    const [stateBytes, logBytes] = await this.#fetch([this.#state, rows]);
    this.#logs.get(phase.log)?.set(new Float32Array(logBytes));
    return new Float32Array(stateBytes)[STATE.step];
  }

  async read(buffers: readonly BufferId[]): Promise<BufferValues[]> {
    this.#checkUsable();
    const remote = buffers.filter((id) => !this.#logs.has(id));
    const fetched = remote.length === 0 ? [] : await this.#fetch(remote.map((id) => this.#place(id).region));
    const bytes = new Map(remote.map((id, index) => [id, fetched[index]]));
    return buffers.map((id) => {
      const words = bytes.get(id);
      return words === undefined
        ? this.#logs.get(id)!.slice()
        : fromDevice(this.#plan.buffers[id], words, this.#integerWords);
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#memory.destroy();
    this.#uniforms.destroy();
    this.#readback.destroy();
  }

  /** Encodes and submits steps, and waits for nothing. (`run` is this and a read; the benchmark of submission takes it alone.) */
  encode(phaseName: PhaseName, steps: number): void {
    const { device } = this.#options;
    const recorder = this.#recorders[phaseName];
    const stepsPerSubmission = Math.max(1, Math.floor(DISPATCHES_PER_SUBMISSION / recorder.length));
    const state = this.#memory.operand(this.#state);
    device.queue.writeBuffer(state.buffer, 0, new Float32Array(STATE_WORDS));
    for (let first = 0; first < steps; first += stepsPerSubmission) {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      const end = Math.min(steps, first + stepsPerSubmission);
      for (let step = first; step < end; step += 1) recorder.encode(pass);
      pass.end();
      device.queue.submit([encoder.finish()]);
    }
  }

  dispatchesPerStep(phaseName: PhaseName): number {
    return this.#recorders[phaseName].length;
  }

  async #fetch(regions: readonly Region[]): Promise<ArrayBuffer[]> {
    const { device, health } = this.#options;
    const encoder = device.createCommandEncoder();
    const requests = regions.map((region): ReadRequest => this.#memory.operand(region));
    const copies = this.#readback.encode(encoder, requests);
    device.queue.submit([encoder.finish()]);
    const bytes = await health.guard(copies.finish());
    health.check();
    return bytes;
  }

  #place(id: BufferId): { info: Plan['buffers'][number]; region: Region } {
    const info = this.#plan.buffers[id];
    assert(info !== undefined, `buffer ${id} is a buffer of the plan`);
    assert(info.role !== 'scratch', `${info.name} is scratch: its memory may hold another buffer by now`);
    return { info, region: this.#map.regions[id] };
  }

  /** The kernels trust indices; beyond the data set they would read a stranger's memory as an example. */
  #checkIndices(buffer: BufferId, values: BufferValues): void {
    for (const { ops } of Object.values(this.#plan.phases)) {
      for (const op of ops) {
        if (op.kind !== 'gather' || op.indices !== buffer) continue;
        const examples = this.#plan.buffers[op.values].rows;
        for (const index of values) {
          assert(
            index >= -1 && index < examples,
            `${this.#plan.buffers[buffer].name} names example ${index} of ${examples}`,
          );
        }
      }
    }
  }

  #checkUsable(): void {
    assert(!this.#disposed, 'a program that is used is not disposed');
    this.#options.health.check();
  }
}

interface Parts {
  readonly map: MemoryMap;
  readonly memory: DeviceMemory;
  readonly state: Region;
  readonly recorders: Readonly<Record<PhaseName, StepRecorder>>;
  readonly uniforms: Uniforms;
}
