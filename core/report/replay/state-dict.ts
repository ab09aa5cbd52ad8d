import type { NamedTensor } from '../../tensor/named-tensor.ts';
import type { SafeTensor } from './safetensors.ts';

/** Our names, and PyTorch's for the same. */
const PYTORCH_NAMES: Readonly<Record<string, string>> = {
  gamma: 'weight',
  beta: 'bias',
  runningMean: 'running_mean',
  runningVar: 'running_var',
};

/**
 * Parameters and running statistics as a PyTorch state dict: BatchNorm's names, and dense weights as [out, in] where
 * ours are [in, out]. Each BatchNorm gets its `num_batches_tracked`.
 *
 * @param batchesTracked training steps made before these values
 */
export function stateDict(tensors: readonly NamedTensor[], batchesTracked: number): SafeTensor[] {
  return tensors.flatMap(({ path, shape, values }): SafeTensor[] => {
    const parent = path.slice(0, path.lastIndexOf('.'));
    const own = path.slice(parent.length + 1);
    if (parent.endsWith('.dense') && own === 'weight') {
      const [fanIn, fanOut] = shape;
      return [{ name: path, shape: [fanOut, fanIn], values: transposed(values, fanIn, fanOut) }];
    }
    const tensor: SafeTensor = { name: `${parent}.${PYTORCH_NAMES[own] ?? own}`, shape, values };
    if (own !== 'runningVar') return [tensor];
    const tracked = BigInt64Array.of(BigInt(batchesTracked));
    return [tensor, { name: `${parent}.num_batches_tracked`, shape: [], values: tracked }];
  });
}

/** values: [rows, columns] → [columns, rows]. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column];
  }
  return result;
}
