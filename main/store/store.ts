import type {
  EnvironmentRecord,
  ExperimentRecord,
  RunRecord,
  RunStatus,
  ScalarSummary,
} from '#core/contract/records.ts';
import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';
import type { NamedTensor, PointsEvent } from '#core/train/events.ts';

/**
 * What the lab keeps. One process owns a database; others may open it to read. Every method that changes anything is
 * one transaction. Behind it: SQLite (`sqlite-store.ts`).
 */
export interface Store {
  readonly file: string;

  createExperiment(experiment: NewExperiment): Promise<ExperimentRecord>;
  listExperiments(): Promise<ExperimentRecord[]>;
  /** @throws NotFoundError */
  getExperiment(id: string): Promise<StoredExperiment>;
  /** @throws NotFoundError */
  getExperimentRecord(id: string): Promise<ExperimentRecord>;
  /** Out of the list, kept in the database. */
  removeExperiment(id: string): Promise<void>;
  restoreExperiment(id: string): Promise<ExperimentRecord>;

  /** @throws NotFoundError */
  getRun(id: string): Promise<RunRecord>;
  /** The run's spec: its experiment's base with its arm's patch applied. */
  getRunSpec(id: string): Promise<RunSpec>;
  updateRun(id: string, change: RunChange): Promise<RunRecord>;
  /** Points, and how far the run is: one transaction for a batch of events. */
  appendPoints(
    runId: string,
    steps: number,
    points: readonly PointsEvent[],
    summary: Record<string, ScalarSummary>,
  ): Promise<void>;
  writeTensors(runId: string, tensors: readonly NamedTensor[]): Promise<void>;
  readTensors(runId: string): Promise<NamedTensor[]>;
  writeEnvironment(runId: string, environment: EnvironmentRecord): Promise<void>;
  readEnvironment(runId: string): Promise<EnvironmentRecord | null>;
  /** Chunks in step order, exactly as they were appended (or merged, where they continue each other). */
  readSeries(runIds: readonly string[], names?: readonly string[]): Promise<StoredSeries[]>;

  /** Runs that a process that is no more had queued or running become interrupted. Returns how many. */
  interruptOrphans(): Promise<number>;
  close(): Promise<void>;
}

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
}

export interface StoredExperiment {
  readonly experiment: ExperimentRecord;
  readonly spec: ExperimentSpec;
  readonly specHash: string;
  readonly armSpecs: Record<string, RunSpec>;
  readonly runs: RunRecord[];
}

export type RunChange = Partial<
  Pick<
    RunRecord,
    | 'stepsTotal'
    | 'stepsPerEpoch'
    | 'parameterCount'
    | 'startedAt'
    | 'endedAt'
    | 'durationMs'
    | 'divergedAtStep'
    | 'failure'
    | 'steps'
  >
> & { readonly status?: RunStatus };

export interface StoredSeries {
  readonly runId: string;
  readonly name: string;
  readonly chunks: readonly PointsEvent[];
}
