/** The buffers of a plan: logical, dense, row-major matrices. */

declare const bufferBrand: unique symbol;
/** Index of a buffer in `Plan.buffers`. */
export type BufferId = number & { readonly [bufferBrand]: true };

/** `float` is f32 on fast devices and float64 on the reference; `byte` is u8, `int` is i32. */
export type ElementType = 'float' | 'int' | 'byte';

/**
 * - `parameter`: learned; `gradient` and `moment`: their companions, one per parameter, of the same shape
 * - `statistic`: persistent but not learned (running means and variances)
 * - `input`: written by the host (data set, indices, hyperparameters), persistent
 * - `output`: written by ops, read by the host, persistent
 * - `scratch`: lives from its first to its last op within one step; may share memory with others
 */
export type BufferRole = 'parameter' | 'gradient' | 'moment' | 'statistic' | 'input' | 'output' | 'scratch';

export interface BufferInfo {
  readonly id: BufferId;
  /** Unique; for parameters and statistics the parameter path, for example `layers.0.dense.weight`. */
  readonly name: string;
  readonly role: BufferRole;
  readonly elementType: ElementType;
  readonly rows: number;
  readonly columns: number;
}
