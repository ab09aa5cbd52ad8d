import type { Dataset } from '#core/data/dataset.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { randomStream } from '#core/tensor/random.ts';
import { StepProbe } from './step-probe.ts';

interface Shakeable {
  readonly parameterPaths: readonly string[];
  readonly statisticPaths: readonly string[];
  value(path: string): Promise<Float64Array>;
  write(path: string, values: ArrayLike<number>): Promise<void>;
}

export async function shakenProbe(spec: RunSpec, dataset: Dataset): Promise<StepProbe> {
  const probe = await StepProbe.open(spec, dataset);
  await shake(probe);
  await probe.holdStatistics();
  return probe;
}

/**
 * Moves biases, beta and gamma away from 0 and 1, behind which a mistake could hide, and running statistics too, for the
 * normalizations that train with them. All values are float32.
 */
export async function shake(probe: Shakeable): Promise<void> {
  const shaken = probe.parameterPaths.filter((path) => !/weight(Direction)?$/.test(path));
  for (const path of [...shaken, ...probe.statisticPaths]) {
    const values = await probe.value(path);
    const stream = randomStream(1, 'gradient check', path);
    const move = path.endsWith('runningVar') ? () => 0.4 * stream.uniform() : () => 0.4 * stream.normal();
    const moved = path.includes('batchRenorm.running')
      ? farOff(path, values.length)
      : values.map((value) => value + move());
    await probe.write(path, Float32Array.from(moved));
  }
}

/**
 * Running statistics so far from any batch's that r and d of batch renormalization stand at their limits, of either side:
 * only there is the loss itself the function whose gradient takes r and d for constants.
 */
function farOff(path: string, channels: number): number[] {
  const [even, odd] = path.endsWith('runningMean') ? [1_000, -1_000] : [1e4, 1e-6];
  return Array.from({ length: channels }, (_, channel) => (channel % 2 === 0 ? even : odd));
}
