import type { DeviceReport } from '../device/device.ts';
import type { SeriesChunk } from '../series/series-chunk.ts';
import type { NamedTensor } from '../tensor/named-tensor.ts';

export type { NamedTensor };

/**
 * What a training run announces, in order: one `started`, any number of `points`, `progress` and `checkpoint`, one
 * `finished`. Consumers (store, window, command line) only listen. Only the RunControl steers the loop.
 */
export type TrainEvent = StartedEvent | PointsEvent | ProgressEvent | CheckpointEvent | FinishedEvent;

export interface StartedEvent {
  readonly kind: 'started';
  readonly device: DeviceReport;
  readonly stepsTotal: number;
  readonly stepsPerEpoch: number;
  readonly parameterCount: number;
  /** Present if the run starts from a checkpoint. */
  readonly from?: RunOrigin;
}

/** The checkpoint that a run was resumed from or branched off. */
export interface RunOrigin {
  readonly step: number;
  /** Names of this run's tensors that the checkpoint lacked; they start as in a new run. Empty unless it is a branch. */
  readonly fresh: readonly string[];
  /** Names of the checkpoint's tensors that this run does not use. Empty unless it is a branch. */
  readonly unused: readonly string[];
}

/**
 * Points of one series. Step k is the state after k updates: `test/accuracy` at step 0 is the untrained network, and
 * `train/loss` at step k (from 1) is the loss of the k-th batch before its update. `core/series/series-name.ts` lists
 * the names.
 */
export interface PointsEvent extends SeriesChunk {
  readonly kind: 'points';
}

export interface ProgressEvent {
  readonly kind: 'progress';
  readonly step: number;
}

/** Everything that the run needs to continue from here as if it had never stopped; see `checkpoint.ts`. */
export interface CheckpointEvent {
  readonly kind: 'checkpoint';
  /** Updates made. */
  readonly step: number;
  /** Whether the test set has been evaluated at this step. All points up to it were announced before this event. */
  readonly evaluated: boolean;
  /** A safetensors file. */
  readonly bytes: Uint8Array;
  /** The finite scores of this step, by series (`test/loss`); empty if it was not evaluated. */
  readonly metrics: Readonly<Record<string, number>>;
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
  /** One of the spec's criteria for stopping early was met; `reason` says which, for display. */
  | { readonly kind: 'stopped'; readonly reason: string }
  /**
   * The loss of batch `step` (from 1) was NaN or infinite. With a `reason`, for display, it was above the spec's bound for
   * divergence, and some steps may have followed it.
   */
  | { readonly kind: 'diverged'; readonly step: number; readonly reason?: string }
  /** On request; a `checkpoint` of this very state came just before. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'cancelled' };
