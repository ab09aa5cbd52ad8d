import type { Uniforms } from './uniforms.ts';
import type { GpuBindGroup, GpuBuffer, GpuComputePipeline } from '../adapter/web-gpu.ts';

/** A stretch of device memory as a kernel sees it: a dense, row-major matrix of 32-bit words, or a stack of them. */
export interface BoundOperand {
  readonly buffer: GpuBuffer;
  /** Bytes. */
  readonly offset: number;
  readonly size: number;
  /** Of all planes together. */
  readonly rows: number;
  readonly columns: number;
  /** Matrices of a stack; 1 for a matrix. */
  readonly planes: number;
}

/** A dispatch that is ready to be recorded. */
export interface Binding {
  readonly pipeline: GpuComputePipeline;
  readonly bindGroup: GpuBindGroup;
  readonly groups: readonly number[];
}

/** A compiled kernel, whoever wrote it: gpu.js, or a hand in WGSL. It holds no memory of any plan. */
export interface ComputeKernel {
  bind(reads: readonly BoundOperand[], writes: readonly BoundOperand[], uniforms: Uniforms): Binding;
}
