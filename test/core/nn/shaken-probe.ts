import type { Dataset } from '#core/data/dataset.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { randomStream } from '#core/tensor/random.ts';
import { StepProbe } from './step-probe.ts';

/**
 * A probe whose biases, beta and gamma are moved away from 0 and 1, behind which a mistake could hide, and whose running
 * statistics are moved away from 0 and 1 too, for the normalizations that train with them.
 */
export async function shakenProbe(spec: RunSpec, dataset: Dataset): Promise<StepProbe> {
  const probe = await StepProbe.open(spec, dataset);
  const shaken = probe.parameterPaths.filter((path) => !/weight(Direction)?$/.test(path));
  for (const path of [...shaken, ...probe.statisticPaths]) {
    const stream = randomStream(1, 'gradient check', path);
    if (path.includes('batchRenorm.running')) {
      await probe.write(path, farOff(path, (await probe.value(path)).length));
      continue;
    }
    const move = path.endsWith('runningVar') ? () => 0.4 * stream.uniform() : () => 0.4 * stream.normal();
    await probe.write(
      path,
      (await probe.value(path)).map((value) => value + move()),
    );
  }
  await probe.holdStatistics();
  return probe;
}

/**
 * Running statistics so far from any batch's that r and d of batch renormalization stand at their limits, of either side:
 * only there is the loss itself the function whose gradient takes r and d for constants.
 */
function farOff(path: string, channels: number): number[] {
  const [even, odd] = path.endsWith('runningMean') ? [1_000, -1_000] : [1e4, 1e-6];
  return Array.from({ length: channels }, (_, channel) => (channel % 2 === 0 ? even : odd));
}
