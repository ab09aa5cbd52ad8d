import { USAGE, type GpuBuffer, type WebGpuDevice } from '../adapter/web-gpu.ts';

/** A block of constants that a dispatch reads. */
export interface UniformBlock {
  readonly buffer: GpuBuffer;
  readonly offset: 0;
  readonly size: number;
}

/** The uniform blocks of one program; equal ones are one buffer. */
export class Uniforms {
  readonly #device: WebGpuDevice;
  readonly #blocks = new Map<string, UniformBlock>();

  constructor(device: WebGpuDevice) {
    this.#device = device;
  }

  block(words: Uint32Array): UniformBlock {
    const key = words.join();
    const existing = this.#blocks.get(key);
    if (existing !== undefined) return existing;
    const size = Math.ceil(words.byteLength / 16) * 16;
    const buffer = this.#device.createBuffer({ size, usage: USAGE.uniform | USAGE.copyTarget });
    this.#device.queue.writeBuffer(buffer, 0, words);
    const block: UniformBlock = { buffer, offset: 0, size };
    this.#blocks.set(key, block);
    return block;
  }

  destroy(): void {
    for (const { buffer } of this.#blocks.values()) buffer.destroy();
    this.#blocks.clear();
  }
}
