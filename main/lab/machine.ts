import { availableParallelism, arch, cpus, platform, release, totalmem } from 'node:os';
import type { EnvironmentRecord } from '#core/contract/environment-record.ts';

/** What a run's environment says of the machine. */
export type Machine = Pick<EnvironmentRecord, 'cpu' | 'cores' | 'memoryBytes' | 'platform'>;

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim().replaceAll(/\s+/g, ' ') || 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${arch()} ${release()}`,
  };
}

/** What programs can have of the machine's memory: all of it, or what a container is given. */
export function usableMemoryBytes(): number {
  const granted = process.constrainedMemory();
  return granted > 0 ? Math.min(granted, totalmem()) : totalmem();
}
