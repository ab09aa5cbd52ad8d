import type { Binding } from './compile/compute-kernel.ts';
import type { DeviceMemory } from './memory/device-memory.ts';
import type { Dispatch } from './dispatches/dispatch.ts';
import type { Uniforms } from './compile/uniforms.ts';
import type { GpuComputePass } from './adapter/web-gpu.ts';

interface Recording {
  readonly bindings: readonly Binding[];
  /** Flips of this step, in order. */
  readonly flips: readonly Dispatch[];
}

/**
 * Encodes steps of one phase. Which version of memory a dispatch reads and writes changes from step to step, but only
 * between a few patterns (two, when a step updates everything once), so each pattern's bind groups are made once.
 */
export class StepRecorder {
  readonly #dispatches: readonly Dispatch[];
  readonly #memory: DeviceMemory;
  readonly #uniforms: Uniforms;
  readonly #recordings = new Map<string, Recording>();

  constructor(dispatches: readonly Dispatch[], memory: DeviceMemory, uniforms: Uniforms) {
    this.#dispatches = dispatches;
    this.#memory = memory;
    this.#uniforms = uniforms;
  }

  /** How many dispatches a step has. */
  get length(): number {
    return this.#dispatches.length;
  }

  /** One step, with memory's versions as they are after all steps encoded before. */
  encode(pass: GpuComputePass): void {
    const { key } = this.#memory;
    const known = this.#recordings.get(key);
    if (known === undefined) {
      const recording = this.#record();
      this.#recordings.set(key, recording);
      encodeBindings(recording.bindings, pass);
      return;
    }
    for (const { writes } of known.flips) for (const { allocation } of writes) this.#memory.flip(allocation);
    encodeBindings(known.bindings, pass);
  }

  #record(): Recording {
    const bindings: Binding[] = [];
    const flips: Dispatch[] = [];
    for (const dispatch of this.#dispatches) {
      const reads = [...dispatch.reads, ...(dispatch.updates ?? [])].map((region) => this.#memory.operand(region));
      const writes = dispatch.writes.map((region) => this.#memory.target(region));
      bindings.push(dispatch.kernel.bind(reads, writes, this.#uniforms));
      if (dispatch.writes.some(({ allocation }) => allocation.versions === 2)) flips.push(dispatch);
      for (const { allocation } of dispatch.writes) this.#memory.flip(allocation);
    }
    return { bindings, flips };
  }
}

function encodeBindings(bindings: readonly Binding[], pass: GpuComputePass): void {
  for (const { pipeline, bindGroup, groups } of bindings) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(groups[0], groups[1], groups[2]);
  }
}
