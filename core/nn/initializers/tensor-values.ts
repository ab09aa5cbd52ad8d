import type { RandomStream } from '../../tensor/random.ts';
import type { InitialValue } from './initializer.ts';

/** Makes the stream (seed, `initialize`, path) of a path. */
export type InitialStreams = (path: string) => RandomStream;

/** All elements of a tensor at step 0, row-major, as f32. */
export type InitialTensor = (streams: InitialStreams) => Float32Array<ArrayBuffer>;

/** Every element drawn from the path's stream, in order. */
export function drawn(path: string, shape: readonly number[], initialValue: InitialValue): InitialTensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return (streams) => {
    const stream = streams(path);
    return Float32Array.from({ length: size }, () => initialValue(stream));
  };
}

/** Euclidean norms of the columns of a tensor whose last dimension counts columns; each as f32. */
export function columnNorms(of: InitialTensor, columns: number): InitialTensor {
  return (streams) => {
    const squares = new Float64Array(columns);
    of(streams).forEach((value, index) => (squares[index % columns] += value * value));
    return Float32Array.from(squares, Math.sqrt);
  };
}
