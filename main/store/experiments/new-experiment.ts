import type { RunRecord } from '#core/contract/run-record.ts';
import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';
import type { NewCheckpoint } from '../checkpoints/stored-checkpoint.ts';

export interface NewExperiment {
  readonly spec: ExperimentSpec;
  readonly specHash: string;
  /** For people: `MNIST`. */
  readonly datasetName: string;
  readonly baseline: string;
  readonly runs: readonly NewRun[];
}

export interface NewRun {
  readonly arm: string;
  readonly seed: number;
  readonly device: RunRecord['device'];
  /** The same for all runs of one arm. */
  readonly spec: RunSpec;
  readonly specHash: string;
  /** Steps that it will take if nothing ends it early. */
  readonly stepsPlanned: number;
  /** The run and the step from whose state it starts, for a branch. */
  readonly parent?: { readonly runId: string; readonly checkpoint: NewCheckpoint };
}

export interface NewSweep {
  readonly spec: ExperimentSpec;
  readonly specHash: string;
  readonly points: readonly {
    /** Values by path of the base spec. */
    readonly point: Readonly<Record<string, unknown>>;
    readonly experiment: NewExperiment;
  }[];
}
