import type { InitializerSpec } from '../../spec/network/network.ts';
import type { RandomStream } from '../../tensor/random.ts';
import { varianceScaling } from './variance-scaling.ts';

/** Draws one element of a tensor from the tensor's own stream. */
export type InitialValue = (stream: RandomStream) => number;

export function constant(value: number): InitialValue {
  return () => value;
}

/**
 * How the weights of a layer are drawn.
 * normal: N(0, stddev); uniform: U[−limit, limit); xavier: variance 2 / (fanIn + fanOut); he: 2 / fanIn;
 * lecun: 1 / fanIn. Sources: Glorot & Bengio 2010, eq. 12 and 16; He et al. 2015, eq. 10; LeCun et al. 1998, eq. 16.
 */
export function weightInitializer(spec: InitializerSpec, fanIn: number, fanOut: number): InitialValue {
  switch (spec.kind) {
    case 'normal':
      return (stream) => spec.stddev * stream.normal();
    case 'uniform':
      return (stream) => spec.limit * (2 * stream.uniform() - 1);
    case 'xavier':
      return varianceScaling(2 / (fanIn + fanOut), spec.distribution);
    case 'he':
      return varianceScaling(2 / fanIn, spec.distribution);
    case 'lecun':
      return varianceScaling(1 / fanIn, spec.distribution);
    default:
      return spec satisfies never;
  }
}
