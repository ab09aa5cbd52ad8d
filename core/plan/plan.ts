import type { BufferId, BufferInfo, BufferRole, ElementType } from './buffer.ts';
import type { ObservationPoint } from './observation.ts';
import type { Op } from './ops.ts';

/**
 * The flat op plan: what the layers emit and the devices compile. A plan owns no memory; its buffers are logical,
 * dense, row-major matrices, and each device lays them out as it likes (padding never shows in `read` and `write`).
 */

export type { BufferId, BufferInfo, BufferRole, ElementType };

export interface ParameterInfo {
  /** Dotted path, equal in all arms that share the parameter: `layers.0.dense.weight`, `layers.0.batchNorm.gamma`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly value: BufferId;
  readonly gradient: BufferId;
  /** The optimizer's state, for example one velocity; as many for every parameter. */
  readonly moments: readonly BufferId[];
}

export interface StatisticInfo {
  /** Dotted path: `layers.0.batchNorm.runningMean`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly value: BufferId;
}

/** `train`: one training step. `evaluate`: one batch in evaluation mode. */
export type PhaseName = 'train' | 'evaluate';

export interface Phase {
  readonly name: PhaseName;
  readonly ops: readonly Op[];
  /** What its layers offer to be observed. Only buffers with the role `output` can be read; see `PlanOptions.observed`. */
  readonly observations: readonly ObservationPoint[];
  /** Rows of the batch. */
  readonly batchSize: number;
  /** Example indices of each step of one call: int [stepsMax, batchSize]; −1 means "no example in this row". */
  readonly indices: BufferId;
  /**
   * What each step of one call logs: float [stepsMax, 2] = (sum of the losses, count of correct) over its examples, and
   * a third column = count of correct among the top k, where that is measured.
   */
  readonly log: BufferId;
  /**
   * What changes from step to step, written by the host before each call of `train`: float [stepsMax, SCHEDULE.length],
   * row s for step s, columns in the order of `SCHEDULE`.
   */
  readonly schedule: BufferId;
  /** Global number of each step of one call, from 1: int [stepsMax, 1], written with the schedule. */
  readonly stepNumbers: BufferId;
  /** The most steps that one call of `Program.run` may ask for. */
  readonly stepsMax: number;
}

export interface Plan {
  readonly buffers: readonly BufferInfo[];
  readonly parameters: readonly ParameterInfo[];
  readonly statistics: readonly StatisticInfo[];
  readonly phases: Readonly<Record<PhaseName, Phase>>;
  /** Examples and labels, written by the host once per split: the phases gather from them. */
  readonly data: Readonly<Record<'train' | 'test', DataBuffers>>;
  /** Scale and shift of the input normalization: float [1, features] each; x = value · scale + shift. */
  readonly input: { readonly scale: BufferId; readonly shift: BufferId };
  /** Constants of this run that its ops read, written by the host once: int [1, n] each. */
  readonly keys: readonly KeyInfo[];
}

/** The first n int32 words (n ≤ 4) of what names the random stream (seed, purpose, path); see `streamWords`. */
export interface KeyInfo {
  readonly purpose: string;
  readonly path: string;
  readonly value: BufferId;
}

export interface DataBuffers {
  /** byte or float [examples, features]. */
  readonly values: BufferId;
  /** int [examples, 1], class index. */
  readonly labels: BufferId;
}
