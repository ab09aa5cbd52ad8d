import type { DeviceName } from '#core/device/device.ts';
import type { JobListener, JobRequest } from './job.ts';

/** Devices in the same lane share what they compute with: the cores, or the one GPU. */
export type Lane = 'cores' | 'gpu';

export function laneOf(device: DeviceName): Lane {
  return device === 'gpu' ? 'gpu' : 'cores';
}

/** The place of a waiting job: higher priorities first, and for equal ones the smaller position. */
export interface QueueOrder {
  readonly priority: number;
  readonly position: number;
}

/** A job that waits for its turn. */
export interface QueuedJob {
  readonly id: string;
  readonly lane: Lane;
  readonly order: QueueOrder;
  /**
   * Provides what the job starts with once its turn has come, so that no checkpoint is held in memory while it waits.
   */
  prepare(): Promise<JobRequest['start']>;
  readonly listener: JobListener;
}

export function comesBefore(a: QueueOrder, b: QueueOrder): boolean {
  return a.priority === b.priority ? a.position < b.position : a.priority > b.priority;
}
