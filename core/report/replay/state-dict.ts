import type { NamedTensor } from '../../tensor/named-tensor.ts';
import type { SafeTensor } from '../../tensor/safetensors.ts';

/** Our names, and PyTorch's for the same. */
const PYTORCH_NAMES: Readonly<Record<string, string>> = {
  gamma: 'weight',
  beta: 'bias',
  runningMean: 'running_mean',
  runningVar: 'running_var',
  weightDirection: 'weight_v',
};

/**
 * Parameters and running statistics as a PyTorch state dict: PyTorch's names for normalizations (`weight`, `bias`, …) and
 * for weight normalization (`weight_v`, `weight_g`); dense weights as [out, in] where ours are [in, out], and those of
 * convolutions as [out, in, height, width] where ours are [height, width, in, out]. Each layer with running statistics
 * gets its `num_batches_tracked`.
 *
 * @param batchesTracked training steps made before these values
 */
export function stateDict(tensors: readonly NamedTensor[], batchesTracked: number): SafeTensor[] {
  return tensors.flatMap(({ path, shape, values }): SafeTensor[] => {
    const parent = path.slice(0, path.lastIndexOf('.'));
    const own = path.slice(parent.length + 1);
    if (own === 'weight' || own === 'weightDirection') {
      return [{ name: `${parent}.${PYTORCH_NAMES[own] ?? own}`, ...outputsFirst(shape, values) }];
    }
    if (own === 'weightMagnitude') {
      // One length per output, and dimensions of 1 for all others of the weight.
      const directionRank = parent.endsWith('.conv2d') ? 4 : 2;
      const ones = Array.from({ length: directionRank - 1 }, () => 1);
      return [{ name: `${parent}.weight_g`, shape: [...shape, ...ones], values }];
    }
    const tensor: SafeTensor = { name: `${parent}.${PYTORCH_NAMES[own] ?? own}`, shape, values };
    if (own !== 'runningVar') return [tensor];
    const tracked = BigInt64Array.of(BigInt(batchesTracked));
    return [tensor, { name: `${parent}.num_batches_tracked`, shape: [], values: tracked }];
  });
}

/** [in, out] → [out, in]; [height, width, in, out] → [out, in, height, width]. */
function outputsFirst(shape: readonly number[], values: Float32Array): Pick<SafeTensor, 'shape' | 'values'> {
  const outputs = shape[shape.length - 1];
  const inputs = shape[shape.length - 2];
  const area = values.length / (inputs * outputs);
  const result = new Float32Array(values.length);
  for (let position = 0; position < area; position++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        result[(output * inputs + input) * area + position] = values[(position * inputs + input) * outputs + output];
      }
    }
  }
  return { shape: [outputs, inputs, ...shape.slice(0, -2)], values: result };
}
