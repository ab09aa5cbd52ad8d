import { present } from '../../../assert.ts';
import { DeviceError } from '../../../errors.ts';
import type { BoundOperand } from '../compile/compute-kernel.ts';
import type { Allocation, Region } from './region.ts';
import { USAGE, type GpuBuffer, type WebGpuDevice } from '../adapter/web-gpu.ts';

/** The GPU buffers of a program, and which version of each is the current one. */
export class DeviceMemory {
  readonly #buffers = new Map<Allocation, GpuBuffer[]>();
  /** What has two versions, and where it stands in `key`. */
  readonly #versioned: Allocation[];
  readonly #current = new Map<Allocation, number>();

  private constructor(device: WebGpuDevice, allocations: readonly Allocation[]) {
    for (const allocation of allocations) {
      const usage = USAGE.storage | USAGE.copySource | USAGE.copyTarget;
      const size = Math.ceil(allocation.bytes / 4) * 4;
      this.#buffers.set(
        allocation,
        Array.from({ length: allocation.versions }, () => device.createBuffer({ size, usage })),
      );
    }
    this.#versioned = allocations.filter(({ versions }) => versions === 2);
    for (const allocation of this.#versioned) this.#current.set(allocation, 0);
  }

  /** @throws DeviceError (DEVICE_UNAVAILABLE) where the adapter has not that much memory. */
  static async allocate(device: WebGpuDevice, allocations: readonly Allocation[]): Promise<DeviceMemory> {
    device.pushErrorScope('out-of-memory');
    const memory = new DeviceMemory(device, allocations);
    const error = await device.popErrorScope();
    if (error === null) return memory;
    memory.destroy();
    const mebibytes = Math.ceil(allocations.reduce((sum, { bytes, versions }) => sum + bytes * versions, 0) / 2 ** 20);
    throw new DeviceError(
      'DEVICE_UNAVAILABLE',
      `This run needs ${mebibytes} MiB of graphics memory, and the adapter did not grant it. Run fewer jobs at once, use ` +
        'fewer examples or a smaller batch, or run on the wasm device.',
      { mebibytes, cause: error.message },
    );
  }

  /** Says which versions are current: equal keys, equal memory. */
  get key(): string {
    return this.#versioned.map((allocation) => this.#current.get(allocation)).join('');
  }

  /** The memory of a region as it is now. */
  operand(region: Region): BoundOperand {
    return this.#bound(region, this.#current.get(region.allocation) ?? 0);
  }

  /** Where a region is written; with two versions, the one that is not current. */
  target(region: Region): BoundOperand {
    const { versions } = region.allocation;
    return this.#bound(region, versions === 2 ? 1 - this.#version(region.allocation) : 0);
  }

  /** Makes the version that was written the current one. */
  flip(allocation: Allocation): void {
    if (allocation.versions === 2) this.#current.set(allocation, 1 - this.#version(allocation));
  }

  destroy(): void {
    for (const buffers of this.#buffers.values()) for (const buffer of buffers) buffer.destroy();
    this.#buffers.clear();
  }

  #version(allocation: Allocation): number {
    return present(this.#current.get(allocation), 'the version of memory with two of them');
  }

  #bound({ allocation, offset, rows, columns, planes = 1 }: Region, version: number): BoundOperand {
    const buffer = present(this.#buffers.get(allocation), 'the memory of a program that is not disposed')[version];
    return { buffer, offset, size: rows * columns * 4, rows, columns, planes };
  }
}
