import type { BufferInfo } from '../../../plan/plan.ts';

/**
 * Where each buffer of a plan lies in linear memory, and what lies there besides: the records of both phases, then the
 * kernels' work memory, then the buffers. Floats are rows of a padded length (the leading dimension), so that kernels
 * work in whole vectors; bytes, ints and some images are dense.
 */

export interface BufferPlace {
  readonly info: BufferInfo;
  /** Byte address; 0 for a scratch buffer that no op touches. */
  readonly address: number;
  /** Elements from one row to the next. */
  readonly leadingDimension: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/** One stretch of memory with a buffer for every parameter, in the order and with the gaps of all other arenas. */
export interface Arenas {
  readonly values: number;
  readonly gradients: number;
  readonly moments: readonly number[];
  /** Of each arena. */
  readonly byteLength: number;
}

export interface MemoryMap {
  readonly places: readonly BufferPlace[];
  readonly arenas: Arenas;
  /** Where each phase's records start. */
  readonly records: { readonly train: number; readonly evaluate: number };
  /** Memory that a kernel may use within one op. */
  readonly work: number;
  /** Pages of 64 KiB. */
  readonly pages: number;
}
