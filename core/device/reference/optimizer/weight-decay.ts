import type { FloatMatrix } from '../buffers/matrix.ts';

/** See `AddWeightDecayOp`; one parameter of it. */
export function addWeightDecay(weightDecay: number, value: FloatMatrix, gradient: FloatMatrix): void {
  for (let i = 0; i < value.values.length; i += 1) gradient.values[i] += weightDecay * value.values[i];
}

/** See `DecayWeightsOp`; one parameter of it. */
export function decayWeights(weightDecay: number, learningRate: number, value: FloatMatrix): void {
  for (let i = 0; i < value.values.length; i += 1) value.values[i] -= learningRate * weightDecay * value.values[i];
}
