import { ELU_ALPHA, LEAKY_RELU_SLOPE, type ActivationFunction } from '../../../plan/activation-function.ts';
import { erf } from './erf.ts';
import type { FloatMatrix } from '../buffers/matrix.ts';

/** Each function with its derivative, as functions of x. */
interface Elementwise {
  readonly f: (x: number) => number;
  readonly derivative: (x: number) => number;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** Φ, the standard normal distribution function, and its density. */
const normalCdf = (x: number) => (1 + erf(x / Math.SQRT2)) / 2;
const normalPdf = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/**
 * NaN must come out as NaN, or a network that has diverged would look healthy: so each comparison is written to fail
 * into the branch that keeps x. At the kink of relu and leakyRelu the derivative is PyTorch's, the one of the left side.
 */
export const ELEMENTWISE: Readonly<Record<ActivationFunction, Elementwise>> = {
  sigmoid: { f: sigmoid, derivative: (x) => sigmoid(x) * (1 - sigmoid(x)) },
  tanh: { f: Math.tanh, derivative: (x) => 1 - Math.tanh(x) ** 2 },
  relu: { f: (x) => (x <= 0 ? 0 : x), derivative: (x) => (x <= 0 ? 0 : 1) },
  leakyRelu: {
    f: (x) => (x <= 0 ? LEAKY_RELU_SLOPE * x : x),
    derivative: (x) => (x <= 0 ? LEAKY_RELU_SLOPE : 1),
  },
  elu: {
    f: (x) => (x <= 0 ? ELU_ALPHA * Math.expm1(x) : x),
    derivative: (x) => (x <= 0 ? ELU_ALPHA * Math.exp(x) : 1),
  },
  gelu: {
    f: (x) => (x === -Infinity ? 0 : x * normalCdf(x)),
    derivative: (x) => (Number.isFinite(x) ? normalCdf(x) + x * normalPdf(x) : normalCdf(x)),
  },
  identity: { f: (x) => x, derivative: () => 1 },
};

/** See `ActivationOp`. */
export function activation(name: ActivationFunction, x: FloatMatrix, y: FloatMatrix): void {
  const { f } = ELEMENTWISE[name];
  for (let i = 0; i < x.values.length; i += 1) y.values[i] = f(x.values[i]);
}

/** See `ActivationBackwardOp`. */
export function activationBackward(
  name: ActivationFunction,
  x: FloatMatrix,
  gradOutput: FloatMatrix,
  gradInput: FloatMatrix,
): void {
  const { derivative } = ELEMENTWISE[name];
  for (let i = 0; i < x.values.length; i += 1) gradInput.values[i] = gradOutput.values[i] * derivative(x.values[i]);
}
