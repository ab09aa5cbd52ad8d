import type { ExperimentInput } from '#test/core/spec/experiment-input.ts';

type Change = Partial<Omit<ExperimentInput, 'base'>> & { readonly base?: Partial<ExperimentInput['base']> };

/** Spirals, two arms × `seeds`; real, and done in a fraction of a second a run. */
export function spirals(change: Change = {}): ExperimentInput {
  const { base, ...rest } = change;
  return {
    title: 'Spirals for a test',
    seeds: [1, 2],
    arms: [{ name: 'without BN' }, { name: 'with BN', patch: { 'network.normalization': { kind: 'batch' } } }],
    ...rest,
    base: {
      dataset: { kind: 'spirals', trainExamples: 200, testExamples: 100 },
      network: {
        layers: [
          { kind: 'dense', units: 12 },
          { kind: 'dense', units: 12 },
        ],
        activation: 'tanh',
      },
      optimizer: { kind: 'sgd', learningRate: 0.1 },
      batchSize: 20,
      duration: { unit: 'epochs', count: 8 },
      ...base,
    },
  };
}

/** One run that takes long enough to be caught in the middle. */
export function longRun(): ExperimentInput {
  return spirals({
    title: 'A long run',
    seeds: [1],
    arms: [{ name: 'only' }],
    base: { duration: { unit: 'steps', count: 20_000_000 } },
  });
}
