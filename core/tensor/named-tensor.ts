/** A parameter or statistic by its path: `layers.0.dense.weight`, [fanIn, fanOut] for weights. */
export interface NamedTensor {
  readonly path: string;
  readonly role: 'parameter' | 'statistic';
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
