import type { ComputeKernel } from '../compile/compute-kernel.ts';
import type { KernelForm, KernelFunction } from '../compile/gpu-js.ts';
import type { Region } from '../memory/region.ts';

/** One dispatch of a step, before it is known in which version of memory it happens. */
export interface Dispatch {
  readonly kernel: ComputeKernel;
  readonly reads: readonly Region[];
  /** A write to memory with two versions fills the other one, wholly, which is the current one from then on. */
  readonly writes: readonly Region[];
  /** Changed in place, after the reads and before the writes in the order of bindings: hand-written kernels only. */
  readonly updates?: readonly Region[];
}

/** Where kernels come from; both kinds are compiled once per device. */
export interface KernelSource {
  gpuJs(source: KernelFunction, form: KernelForm): Promise<ComputeKernel>;
  wgsl(code: string, words: Uint32Array | null, groups: readonly number[]): ComputeKernel;
}
