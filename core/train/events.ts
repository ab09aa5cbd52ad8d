import type { DeviceReport } from '../device/device.ts';
import type { NamedTensor } from '../tensor/named-tensor.ts';

export type { NamedTensor };

/**
 * What a training run announces, in order: one `started`, any number of `points` and `progress`, one `finished`.
 * Consumers (store, window, command line) only listen; nothing they do steers the loop, save its AbortSignal.
 */
export type TrainEvent = StartedEvent | PointsEvent | ProgressEvent | FinishedEvent;

export interface StartedEvent {
  readonly kind: 'started';
  readonly device: DeviceReport;
  readonly stepsTotal: number;
  readonly stepsPerEpoch: number;
  readonly parameterCount: number;
}

/**
 * Points of one series: value i stands at step firstStep + i · stride. Step k is the state after k updates, so
 * `test/accuracy` at step 0 is the untrained network; `train/loss` and `train/accuracy` at step k (from 1) are those of
 * the k-th batch before its update. A series of vectors (running statistics) has `width` values a point.
 *
 * Names: `train/loss`, `train/accuracy`, `test/loss`, `test/accuracy`, where asked for `train/topKAccuracy` and
 * `test/topKAccuracy`, `layers.<i>.batchNorm/runningMean`,
 * `layers.<i>.batchNorm/runningVar`.
 */
export interface PointsEvent {
  readonly kind: 'points';
  readonly series: string;
  readonly firstStep: number;
  readonly stride: number;
  readonly width: number;
  /** Point-major: [points, width]. */
  readonly values: Float32Array;
}

export interface ProgressEvent {
  readonly kind: 'progress';
  readonly step: number;
}

export interface FinishedEvent {
  readonly kind: 'finished';
  readonly outcome: Outcome;
  /** Updates made. */
  readonly steps: number;
  /** Parameters and running statistics at the end. */
  readonly tensors: readonly NamedTensor[];
}

export type Outcome =
  | { readonly kind: 'completed' }
  /** The loss of batch `step` (from 1) was NaN or infinite. */
  | { readonly kind: 'diverged'; readonly step: number }
  | { readonly kind: 'cancelled' };
