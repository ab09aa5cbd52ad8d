import type { RunSpec } from '../spec/experiment.ts';
import type { NamedTensor } from '../tensor/named-tensor.ts';
import { randomStream } from '../tensor/random.ts';
import { buildNetwork } from './network.ts';

/** The part of a data set that determines the network's shape; both a `Dataset` and its outline have it. */
export interface ExampleForm {
  /** [features] or [height, width, channels]. */
  readonly exampleShape: readonly number[];
  readonly classes: number;
}

/**
 * Every parameter and statistic at step 0, in the model's order, as f32. Each tensor is drawn from the stream
 * (seed, `initialize`, path), so all arms with the same path, shape and initializer start from the same bits.
 */
export function initialTensors(spec: Pick<RunSpec, 'network'>, data: ExampleForm, seed: number): NamedTensor[] {
  const { layer } = buildNetwork(spec.network, data.exampleShape, data.classes);
  const streams = (path: string) => randomStream(seed, 'initialize', path);
  return layer.tensors.map(({ path, role, shape, initial }) => ({ path, role, shape, values: initial(streams) }));
}
