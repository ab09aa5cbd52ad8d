import type { ActivationFunction } from '../../../plan/activation-function.ts';
import type { KernelFunction, KernelThread } from '../compile/gpu-js.ts';

/**
 * The elementwise functions as kernels of gpu.js, which translates these very functions to WGSL: so they use nothing but
 * their arguments, `this` and each other. Comparisons let NaN fall into the branch that keeps it.
 */

type Forward = (this: KernelThread, x: number[]) => number;
/** `operand` is x or y, whichever the slope is computed from. */
type Backward = (this: KernelThread, operand: number[], gradOutput: number[]) => number;

/**
 * e^x that is NaN where x is: WGSL's own exp may clamp its argument, and a network that has diverged would look healthy.
 * Beyond 88 it is huge, as e^88 is, and infinite where x is.
 */
export function exponential(x: number): number {
  if (x <= 88) return Math.exp(x);
  return x * 1.8e36;
}

/**
 * The normal distribution's Φ(x) = erfc(−x / √2) / 2, with a small relative error in the lower tail too. erfc by the
 * Chebyshev fit of Press et al., Numerical Recipes, section 6.2 (fractional error below 1.2e-7).
 */
export function normalCumulative(x: number): number {
  const z = Math.abs(x) * 0.70710678;
  const t = 1 / (1 + 0.5 * z);
  let p = 0.17087277 * t - 0.82215223;
  p = p * t + 1.48851587;
  p = p * t - 1.13520398;
  p = p * t + 0.27886807;
  p = p * t - 0.18628806;
  p = p * t + 0.09678418;
  p = p * t + 0.37409196;
  p = p * t + 1.00002368;
  p = p * t - 1.26551223;
  const tail = 0.5 * t * Math.exp(p - z * z);
  if (x < 0) return tail;
  return 1 - tail;
}

function sigmoid(this: KernelThread, x: number[]): number {
  return 1 / (1 + exponential(-x[this.thread.x]));
}

/** Not WGSL's own tanh, which some drivers compute as ∞ / ∞ for large arguments. */
function hyperbolicTangent(this: KernelThread, x: number[]): number {
  const value = x[this.thread.x];
  const magnitude = 1 - 2 / (exponential(2 * Math.abs(value)) + 1);
  if (value < 0) return -magnitude;
  return magnitude;
}

function relu(this: KernelThread, x: number[]): number {
  const value = x[this.thread.x];
  if (value <= 0) return 0;
  return value;
}

function leakyRelu(this: KernelThread, x: number[]): number {
  const value = x[this.thread.x];
  if (value <= 0) return 0.01 * value;
  return value;
}

/** e^x − 1 by its series where the difference would cancel. */
function elu(this: KernelThread, x: number[]): number {
  const value = x[this.thread.x];
  if (value <= -0.05) return Math.exp(value) - 1;
  if (value <= 0) return value * (1 + value * (0.5 + value * (0.16666667 + value * 0.041666667)));
  return value;
}

function gelu(this: KernelThread, x: number[]): number {
  const value = x[this.thread.x];
  if (value < -30) return 0;
  return value * normalCumulative(value);
}

function sigmoidBackward(this: KernelThread, y: number[], gradOutput: number[]): number {
  const value = y[this.thread.x];
  return gradOutput[this.thread.x] * value * (1 - value);
}

function tanhBackward(this: KernelThread, y: number[], gradOutput: number[]): number {
  const value = y[this.thread.x];
  return gradOutput[this.thread.x] * (1 - value * value);
}

function reluBackward(this: KernelThread, x: number[], gradOutput: number[]): number {
  if (x[this.thread.x] <= 0) return 0;
  return gradOutput[this.thread.x];
}

function leakyReluBackward(this: KernelThread, x: number[], gradOutput: number[]): number {
  if (x[this.thread.x] <= 0) return 0.01 * gradOutput[this.thread.x];
  return gradOutput[this.thread.x];
}

function eluBackward(this: KernelThread, x: number[], gradOutput: number[]): number {
  const value = x[this.thread.x];
  if (value <= 0) return gradOutput[this.thread.x] * Math.exp(value);
  return gradOutput[this.thread.x];
}

/** Beyond ±30 the density is 0, and x · 0 must not become ∞ · 0. */
function geluBackward(this: KernelThread, x: number[], gradOutput: number[]): number {
  const value = Math.max(-30, Math.min(30, x[this.thread.x]));
  const density = 0.39894228 * Math.exp(-0.5 * value * value);
  return gradOutput[this.thread.x] * (normalCumulative(value) + value * density);
}

/** What the kernels call, for gpu.js to translate with them. */
export const ACTIVATION_FUNCTIONS = [exponential, normalCumulative];

interface ActivationKernels {
  readonly forward: Forward & KernelFunction;
  readonly backward: Backward & KernelFunction;
  readonly backwardFrom: 'x' | 'y';
}

export const ACTIVATION_KERNELS: Readonly<Record<Exclude<ActivationFunction, 'identity'>, ActivationKernels>> = {
  sigmoid: { forward: sigmoid, backward: sigmoidBackward, backwardFrom: 'y' },
  tanh: { forward: hyperbolicTangent, backward: tanhBackward, backwardFrom: 'y' },
  relu: { forward: relu, backward: reluBackward, backwardFrom: 'x' },
  leakyRelu: { forward: leakyRelu, backward: leakyReluBackward, backwardFrom: 'x' },
  elu: { forward: elu, backward: eluBackward, backwardFrom: 'x' },
  gelu: { forward: gelu, backward: geluBackward, backwardFrom: 'x' },
};
