import { MAP_READ, USAGE, type GpuBuffer, type GpuCommandEncoder, type WebGpuDevice } from '../adapter/web-gpu.ts';

/** A stretch of device memory that is wanted on the host. */
export interface ReadRequest {
  readonly buffer: GpuBuffer;
  readonly offset: number;
  readonly size: number;
}

/**
 * Brings device memory to the host. WebGPU maps only buffers made for it; they are kept and used again, so that a call's
 * log costs no allocation, and what is wanted comes with the same submission that computes it.
 */
export class Readback {
  readonly #device: WebGpuDevice;
  readonly #idle: GpuBuffer[] = [];

  constructor(device: WebGpuDevice) {
    this.#device = device;
  }

  /** Encodes the copies. After the submission, `finish` gives the bytes of each request. */
  encode(
    encoder: GpuCommandEncoder,
    requests: readonly ReadRequest[],
  ): { readonly finish: () => Promise<ArrayBuffer[]> } {
    const bytes = requests.reduce((sum, { size }) => sum + size, 0);
    const staging = this.#take(bytes);
    let end = 0;
    const starts = requests.map(({ buffer, offset, size }) => {
      encoder.copyBufferToBuffer(buffer, offset, staging, end, size);
      end += size;
      return end - size;
    });
    const finish = async (): Promise<ArrayBuffer[]> => {
      await staging.mapAsync(MAP_READ, 0, bytes);
      const mapped = staging.getMappedRange(0, bytes);
      const copies = requests.map(({ size }, index) => mapped.slice(starts[index], starts[index] + size));
      staging.unmap();
      this.#idle.push(staging);
      return copies;
    };
    return { finish };
  }

  destroy(): void {
    for (const buffer of this.#idle) buffer.destroy();
    this.#idle.length = 0;
  }

  #take(bytes: number): GpuBuffer {
    const index = this.#idle.findIndex((buffer) => buffer.size >= bytes);
    if (index >= 0) return this.#idle.splice(index, 1)[0];
    const size = Math.max(4096, 2 ** Math.ceil(Math.log2(bytes)));
    return this.#device.createBuffer({ size, usage: USAGE.mapRead | USAGE.copyTarget });
  }
}
