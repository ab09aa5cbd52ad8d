import type { Binding, BoundOperand, ComputeKernel } from './compute-kernel.ts';
import type { Uniforms } from './uniforms.ts';
import type { GpuComputePipeline, WebGpuDevice } from '../adapter/web-gpu.ts';

/**
 * Hand-written WGSL, for what gpu.js cannot express: tiles in workgroup memory (matrix product, convolution),
 * bytes inside words (gather), whole integers (dropout), the bits of a float (log), results in place (end of a step, weight
 * decay, gradient clipping). Binding 0 is the uniform block, if there is one,
 * then come what is read and what is written, in the order of `bind`.
 */
export class WgslKernels {
  readonly #device: WebGpuDevice;
  readonly #pipelines = new Map<string, GpuComputePipeline>();

  constructor(device: WebGpuDevice) {
    this.#device = device;
  }

  /**
   * @param code The shader; its entry point is `main`.
   * @param words The uniform block; null for a shader without one.
   * @param groups How many workgroups are dispatched.
   */
  kernel(code: string, words: Uint32Array | null, groups: readonly number[]): ComputeKernel {
    const pipeline = this.#pipelines.get(code) ?? this.#compile(code);
    this.#pipelines.set(code, pipeline);
    const device = this.#device;
    return {
      bind(reads: readonly BoundOperand[], writes: readonly BoundOperand[], uniforms: Uniforms): Binding {
        const resources = [...(words === null ? [] : [uniforms.block(words)]), ...reads, ...writes];
        const bindGroup = device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: resources.map(({ buffer, offset, size }, binding) => ({
            binding,
            resource: { buffer, offset, size },
          })),
        });
        return { pipeline, bindGroup, groups };
      },
    };
  }

  #compile(code: string): GpuComputePipeline {
    const module = this.#device.createShaderModule({ code });
    return this.#device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  }
}
