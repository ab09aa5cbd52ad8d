import type { z } from 'zod';
import { runSpec, type RunSpec } from '#core/spec/experiment.ts';

export type RunInput = z.input<typeof runSpec>;

/** A run's spec with every default filled in. Tests bring a data set of their own, so the one named here is never read. */
export function smallSpec(input: Partial<RunInput> = {}): RunSpec {
  return runSpec.parse({
    dataset: { kind: 'blobs' },
    network: { layers: [{ kind: 'dense', units: 4 }] },
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    batchSize: 6,
    duration: { unit: 'epochs', count: 2 },
    ...input,
  });
}
