import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { SweepRecord } from '#core/contract/sweep-record.ts';
import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';

export interface StoredExperiment {
  readonly experiment: ExperimentRecord;
  readonly spec: ExperimentSpec;
  readonly specHash: string;
  readonly armSpecs: Record<string, RunSpec>;
  readonly runs: RunRecord[];
}

export interface ExperimentWithRuns {
  readonly experiment: ExperimentRecord;
  readonly runs: RunRecord[];
}

export interface StoredSweep {
  readonly sweep: SweepRecord;
  /** In the order of its points. */
  readonly experiments: readonly ExperimentRecord[];
}
