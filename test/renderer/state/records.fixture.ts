import type { ExperimentDetail, ExperimentRecord, RunRecord } from '#core/contract/records.ts';
import { armSpecs } from '#core/spec/arms.ts';
import { parseExperiment } from '#core/spec/parse.ts';

/** Records as the lab tells them, each part replaceable. */
export function runRecord(part: Partial<RunRecord> = {}): RunRecord {
  return {
    id: 'run-1',
    experimentId: 'experiment-1',
    arm: 'without BN',
    seed: 1,
    status: 'running',
    device: 'wasm',
    steps: 0,
    stepsTotal: 100,
    stepsPerEpoch: 10,
    parameterCount: 10,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    durationMs: null,
    divergedAtStep: null,
    failure: null,
    summary: {},
    specHash: 'hash',
    ...part,
  };
}

export function experimentRecord(part: Partial<ExperimentRecord> = {}): ExperimentRecord {
  return {
    id: 'experiment-1',
    title: 'Two spirals',
    dataset: 'Two spirals',
    createdAt: '2026-01-01T00:00:00.000Z',
    status: 'running',
    arms: ['without BN', 'with BN'],
    baseline: 'without BN',
    seeds: [1],
    runs: { total: 2, completed: 0, diverged: 0, failed: 0, cancelled: 0, interrupted: 0, running: 2, queued: 0 },
    progress: 0,
    ...part,
  };
}

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
    armSpecs: armSpecs(spec),
    runs: [...runs],
    environment: null,
  };
}
