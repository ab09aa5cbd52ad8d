import { expect } from 'vitest';

/** Something with a loss and gradients, at any values of its tensors: a network's step, or a layer alone. */
export interface Differentiable {
  /** @returns the loss; gradients are then those at the current values. */
  step(): Promise<number>;
  value(path: string): Promise<Float64Array>;
  write(path: string, values: ArrayLike<number>): Promise<void>;
  gradient(path: string): Promise<Float64Array>;
}

/**
 * Central differences. The smaller step is for the rare element whose larger step reaches over a kink of relu; a wrong
 * gradient agrees with neither.
 */
const STEPS = [1e-5, 1e-7];
const TOLERANCE = 2e-6;

/** Checks the gradients at these paths against finite differences of the loss, in float64. */
export async function checkGradients(probe: Differentiable, paths: readonly string[]): Promise<void> {
  await probe.step();
  const gradients = new Map<string, Float64Array>();
  for (const path of paths) gradients.set(path, await probe.gradient(path));

  for (const [path, gradient] of gradients) {
    const values = await probe.value(path);
    expect(gradient.length, `gradients at ${path}`).toBe(values.length);
    for (let index = 0; index < values.length; index += 1) {
      const differences: number[] = [];
      for (const h of STEPS) {
        const difference = await centralDifference(probe, path, values, index, h);
        differences.push(difference);
        if (agree(difference, gradient[index])) break;
      }
      if (!differences.some((difference) => agree(difference, gradient[index]))) {
        expect.fail(`${path}[${index}]: gradient ${gradient[index]}, finite differences ${differences.join(', ')}`);
      }
    }
    await probe.write(path, values);
  }
}

async function centralDifference(
  probe: Differentiable,
  path: string,
  values: Float64Array,
  index: number,
  h: number,
): Promise<number> {
  const lossAt = async (value: number) => {
    await probe.write(path, values.with(index, value));
    return probe.step();
  };
  const above = await lossAt(values[index] + h);
  const below = await lossAt(values[index] - h);
  return (above - below) / (2 * h);
}

function agree(difference: number, gradient: number): boolean {
  return Math.abs(difference - gradient) <= TOLERANCE * Math.max(1, Math.abs(gradient));
}
