import type { DeviceName } from '#core/device/device.ts';
import type { JobListener, JobRequest } from './job.ts';

/** Devices of one lane share what they compute with: cores, or the one GPU. */
export type Lane = 'cores' | 'gpu';

export function laneOf(device: DeviceName): Lane {
  return device === 'gpu' ? 'gpu' : 'cores';
}

/** Where a job that waits stands: the higher priority first, and among equal ones the smaller position. */
export interface QueueOrder {
  readonly priority: number;
  readonly position: number;
}

/** A job that waits for its turn. */
export interface QueuedJob {
  readonly id: string;
  readonly lane: Lane;
  readonly order: QueueOrder;
  /** Says what the job starts with, once its turn has come: a checkpoint is not held in memory while it waits. */
  prepare(): Promise<JobRequest['start']>;
  readonly listener: JobListener;
}

export function comesBefore(a: QueueOrder, b: QueueOrder): boolean {
  return a.priority === b.priority ? a.position < b.position : a.priority > b.priority;
}
