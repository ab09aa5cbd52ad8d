import { describe, expect, it } from 'vitest';
import { ELEMENTWISE } from '#core/device/reference/matrix/activation.ts';
import type { ActivationFunction } from '#core/plan/activation-function.ts';

/** f(−2), f(−0.5), f(0.5), f(2), as torch.nn.functional gives them in float64. */
const KNOWN: Readonly<Record<ActivationFunction, readonly number[]>> = {
  sigmoid: [0.11920292202211755, 0.3775406687981454, 0.6224593312018546, 0.8807970779778823],
  tanh: [-0.9640275800758169, -0.46211715726000973, 0.46211715726000973, 0.9640275800758169],
  relu: [0, 0, 0.5, 2],
  leakyRelu: [-0.02, -0.005, 0.5, 2],
  elu: [-0.8646647167633873, -0.3934693402873666, 0.5, 2],
  gelu: [-0.045500263896358, -0.154268769362993, 0.345731230637007, 1.954499736103642],
  identity: [-2, -0.5, 0.5, 2],
};

const names = Object.keys(ELEMENTWISE) as ActivationFunction[];

describe.each(names)('%s', (name) => {
  const { f, derivative } = ELEMENTWISE[name];

  it('has the known values', () => {
    [-2, -0.5, 0.5, 2].forEach((x, index) => expect(f(x)).toBeCloseTo(KNOWN[name][index], 13));
  });

  it('has the derivative that its differences say', () => {
    const h = 1e-6;
    for (const x of [-30, -3.3, -1, -0.2, -1e-3, 1e-3, 0.2, 1, 3.3, 30]) {
      expect(derivative(x)).toBeCloseTo((f(x + h) - f(x - h)) / (2 * h), 8);
    }
  });

  it('keeps NaN, so that a diverged network shows', () => {
    expect(f(Number.NaN)).toBeNaN();
  });

  it('is finite for every finite input, and so is its derivative', () => {
    for (const x of [-1e300, -1e4, -745, -0, 0, 745, 1e4, 1e300]) {
      expect(Number.isFinite(f(x)), `f(${x})`).toBe(true);
      expect(Number.isFinite(derivative(x)), `f′(${x})`).toBe(true);
    }
  });
});

it('has at the kink of relu and leakyRelu the derivative of the left side, as PyTorch has', () => {
  expect(ELEMENTWISE.relu.derivative(0)).toBe(0);
  expect(ELEMENTWISE.leakyRelu.derivative(0)).toBe(0.01);
});
