import type { BufferId, BufferInfo, BufferRole, ElementType } from './buffer.ts';
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
  /** Rows of the batch. */
  readonly batchSize: number;
  /** Example indices of each step of one call: int [stepsMax, batchSize]; −1 means "no example in this row". */
  readonly indices: BufferId;
  /** What each step of one call logs: float [stepsMax, 2] = (sum of the losses, count of correct) over its examples. */
  readonly log: BufferId;
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
  /** Values that may change between calls: float [1, HYPERPARAMETERS.length], indexed by `hyperparameterSlot`. */
  readonly hyperparameters: BufferId;
}

export interface DataBuffers {
  /** byte or float [examples, features]. */
  readonly values: BufferId;
  /** int [examples, 1], class index. */
  readonly labels: BufferId;
}

/** Order of the values in `Plan.hyperparameters`. */
export const HYPERPARAMETERS = ['learningRate', 'momentum'] as const;
export type Hyperparameter = (typeof HYPERPARAMETERS)[number];

export function hyperparameterSlot(name: Hyperparameter): number {
  return HYPERPARAMETERS.indexOf(name);
}
