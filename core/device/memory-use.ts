import type { BufferInfo, Plan } from '../plan/plan.ts';
import type { DeviceName } from './device.ts';
import { mapMemory as mapGpuMemory, rowWords } from './gpu/memory/memory-map.ts';
import { persistentShares, type MemoryUse } from './memory-shares.ts';
import { wasmMemoryUse } from './wasm/memory/memory-map.ts';

export type { MemoryUse };

/** What a plan takes on a device, known before anything is allocated. */
export function memoryUse(plan: Plan, device: DeviceName): MemoryUse {
  switch (device) {
    case 'reference':
      return referenceMemoryUse(plan);
    case 'wasm':
      return wasmMemoryUse(plan);
    case 'gpu':
      return gpuMemoryUse(plan);
    default:
      return device satisfies never;
  }
}

/** Float64, and memory of its own for every buffer. */
function referenceMemoryUse(plan: Plan): MemoryUse {
  const elementBytes = { float: 8, int: 4, byte: 1 } as const;
  const bytesOf = ({ rows, columns, elementType }: BufferInfo) => rows * columns * elementBytes[elementType];
  const sum = (buffers: readonly BufferInfo[]) => buffers.reduce((bytes, buffer) => bytes + bytesOf(buffer), 0);
  return {
    totalBytes: sum(plan.buffers),
    ...persistentShares(plan, bytesOf),
    scratchBytes: sum(plan.buffers.filter(({ role }) => role === 'scratch')),
    limitBytes: null,
  };
}

/** What is updated has two versions there; which buffers share memory is the map's to say. */
function gpuMemoryUse(plan: Plan): MemoryUse {
  const unlimited = {
    maxBufferSize: Infinity,
    maxStorageBufferBindingSize: Infinity,
    maxComputeWorkgroupsPerDimension: Infinity,
  };
  const { totalBytes, regions } = mapGpuMemory(plan, unlimited);
  const bytesOf = (info: BufferInfo) => info.rows * rowWords(info) * 4 * regions[info.id].allocation.versions;
  const scratch = new Set(
    plan.buffers.filter(({ role }) => role === 'scratch').map(({ id }) => regions[id].allocation),
  );
  return {
    totalBytes,
    ...persistentShares(plan, bytesOf),
    scratchBytes: [...scratch].reduce((sum, { bytes, versions }) => sum + bytes * versions, 0),
    limitBytes: null,
  };
}
