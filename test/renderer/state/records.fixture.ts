import type { ExperimentDetail } from '#core/contract/experiment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { armSpecs } from '#core/spec/arms.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { experimentRecord, runRecord } from '#test/fixtures/records.ts';

export { experimentRecord, runRecord };

export const spec = parseExperiment({
  title: 'Two spirals',
  base: {
    dataset: { kind: 'spirals' },
    network: { layers: [{ kind: 'dense', units: 4 }] },
    optimizer: { kind: 'sgd' },
    duration: { count: 100 },
  },
  arms: [{ name: 'without BN' }, { name: 'with BN', patch: { 'network.normalization': { kind: 'batch' } } }],
  seeds: [1],
});

export function experimentDetail(runs: readonly RunRecord[]): ExperimentDetail {
  return {
    experiment: experimentRecord(),
    spec,
    specHash: 'hash',
    armSpecs: Object.entries(armSpecs(spec)).map(([arm, own]) => ({ arm, spec: own })),
    runs: [...runs],
    environment: null,
    data: [],
    otherContents: [],
  };
}
