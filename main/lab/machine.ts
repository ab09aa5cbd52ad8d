import { availableParallelism, arch, cpus, platform, release, totalmem } from 'node:os';
import type { EnvironmentRecord } from '#core/contract/records.ts';

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
