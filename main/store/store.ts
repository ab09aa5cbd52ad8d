import type { z } from 'zod';
import type { Annotation } from '#core/contract/annotation.ts';
import type { AttemptRecord } from '#core/contract/attempt-record.ts';
import type { CheckpointRecord } from '#core/contract/checkpoint-record.ts';
import type { EnvironmentRecord } from '#core/contract/environment-record.ts';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord, RunStatus, ScalarSummary } from '#core/contract/run-record.ts';
import type { SweepRecord } from '#core/contract/sweep-record.ts';
import type { ArchiveExport, ArchiveImport } from '#core/contract/archive.ts';
import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import type { RunPage } from '#core/contract/run-search.ts';
import type { Filter } from '#core/filter/filter.ts';
import type { FilterField } from '#core/filter/filter-field.ts';
import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';
import type { StepRange } from '#core/stats/thin-curve.ts';
import type { NamedTensor, PointsEvent } from '#core/train/events.ts';

/** @param share that is done, 0 to 1 */
export type ArchiveProgress = (share: number) => void;

/**
 * What the lab keeps. One process owns a database; others may open it to read. Every method that changes anything is
 * one transaction. Behind it: SQLite (`sqlite-store.ts`).
 */
export interface Store {
  readonly file: string;
  /** What was saved of a damaged database that stood in this one's place; null if all was well. */
  readonly recovery: RecoveryReport | null;
  /** Whether it may be changed; if not, another process may own it. */
  readonly isOwned: boolean;
  /** False if not all of it was looked at when it was opened to be owned: its owner does so while it works (`openStore`). */
  readonly isChecked: boolean;

  /** Another number once another process has changed anything; what this one changes does not count. */
  dataVersion(): number;

  createExperiment(experiment: NewExperiment): Promise<ExperimentRecord>;
  /** All its experiments, or none. */
  createSweep(sweep: NewSweep): Promise<StoredSweep>;
  listSweeps(): Promise<SweepRecord[]>;
  /** @throws NotFoundError */
  getSweep(id: string): Promise<SweepRecord>;
  /** In the order of the sweep's points; without those in the trash, and without any if there is no such sweep. */
  listSweepExperiments(id: string): Promise<ExperimentWithRuns[]>;
  listExperiments(): Promise<ExperimentRecord[]>;
  /** @throws NotFoundError */
  getExperiment(id: string): Promise<StoredExperiment>;
  /** @throws NotFoundError */
  getExperimentRecord(id: string): Promise<ExperimentRecord>;
  annotateExperiment(id: string, change: Partial<Annotation>): Promise<ExperimentRecord>;
  /** Out of the list and into the trash, kept in the database. */
  removeExperiment(id: string): Promise<void>;
  restoreExperiment(id: string): Promise<ExperimentRecord>;
  /** All of its experiments that are in the list, at once. @returns them @throws NotFoundError */
  removeSweep(id: string): Promise<ExperimentRecord[]>;
  /** Those that went into the trash at `removedAt`, or else with the last one. @returns them @throws NotFoundError */
  restoreSweep(id: string, removedAt?: string): Promise<ExperimentRecord[]>;
  listTrash(): Promise<ExperimentRecord[]>;
  /** For good. @throws LabError (CONFLICT) for what is not in the trash */
  deleteExperiment(id: string): Promise<void>;

  /** @throws NotFoundError */
  getRun(id: string): Promise<RunRecord>;
  /** The run's spec: its experiment's base with its arm's patch applied. */
  getRunSpec(id: string): Promise<RunSpec>;
  updateRun(id: string, change: RunChange): Promise<RunRecord>;
  /** In the order in which they start; without those of experiments in the trash. */
  listRunsByStatus(status: RunStatus): Promise<RunRecord[]>;
  /** All of them, without those of experiments in the trash. */
  listRuns(): Promise<RunRecord[]>;
  /** A page of the runs that pass the filter, over all experiments that are not in the trash. */
  findRuns(search: RunSearch): Promise<RunPage>;
  /** Values of the field that runs have, those of most runs first; not more than are worth listing. */
  listFieldValues(field: FilterField): Promise<(string | number)[]>;
  /** Names of all scalar series that runs have. */
  listScalarSeries(): Promise<string[]>;
  /** A position behind all runs that wait. */
  queueEnd(): Promise<number>;
  /** Runs that a lab which was closed or died left in the middle. */
  listLeftRuns(): Promise<RunRecord[]>;
  /**
   * Points, how far the run is, and a checkpoint taken after them: one transaction for a batch of events. Points that a
   * series already has (a run that resumes reports some again) are passed over.
   * @returns the points that it did not have
   */
  appendPoints(
    runId: string,
    steps: number,
    points: readonly PointsEvent[],
    summary: Record<string, ScalarSummary>,
    checkpoint?: RetainedCheckpoint | null,
  ): Promise<PointsEvent[]>;
  writeTensors(runId: string, tensors: readonly NamedTensor[]): Promise<void>;
  readTensors(runId: string): Promise<NamedTensor[]>;

  /** A process is about to work on the run. @returns the attempt's number, from 1 */
  beginAttempt(runId: string, startedAt: string, firstStep: number): Promise<number>;
  updateAttempt(runId: string, number: number, change: AttemptChange): Promise<void>;
  listAttempts(runId: string): Promise<AttemptRecord[]>;

  listCheckpoints(runId: string): Promise<CheckpointRecord[]>;
  /** The newest whole one; damaged ones are passed over and named. */
  latestCheckpoint(runId: string): Promise<StoredCheckpoint>;
  /** @throws NotFoundError if there is none at that step */
  readCheckpoint(runId: string, step: number): Promise<StoredCheckpoint>;
  deleteCheckpoints(runId: string): Promise<void>;

  /** Null if it was never written. */
  readSetting<S extends z.ZodType>(key: string, schema: S): Promise<z.infer<S> | null>;
  writeSetting<S extends z.ZodType>(key: string, schema: S, value: z.infer<S>): Promise<void>;

  /**
   * Chunks in step order, exactly as they were appended (or merged, where they continue each other).
   * @param range only chunks that reach into it, whole; a series without any is left out
   */
  readSeries(runIds: readonly string[], names?: readonly string[], range?: StepRange): Promise<StoredSeries[]>;

  /** Runs that a process that is no more had running become interrupted. Returns how many. */
  interruptOrphans(): Promise<number>;
  /**
   * Damage was found while it is open: its next opening looks at all of it, and recovers what can be read.
   * @returns what to tell people
   */
  noteDamage(faults: readonly string[]): string;
  /** Told once, whether the store itself comes upon damage or `noteDamage` tells of it. */
  onDamage(listener: (text: string) => void): void;
  /**
   * Experiments with all that belongs to them, as one new file.
   * @throws NotFoundError; StoreError if the file exists or cannot be written
   */
  exportArchive(experimentIds: readonly string[], file: string, onProgress?: ArchiveProgress): Promise<ArchiveExport>;
  /**
   * What is in an archive and not here yet, by its content; all of it or nothing.
   * @throws StoreError if the archive is damaged, altered or none
   */
  importArchive(file: string, onProgress?: ArchiveProgress): Promise<ArchiveImport>;
  /** A whole copy, taken while the lab goes on. @throws StoreError if `file` exists or cannot be written */
  backup(file: string): Promise<void>;
  /** Gives the space of what was deleted back to the disk. */
  compact(): Promise<Compaction>;
  close(): Promise<void>;
}

export interface RunSearch {
  /** Null: every run. */
  readonly filter: Filter | null;
  /** Null: pinned runs, then the newest experiment's, as they were planned. */
  readonly order: { readonly field: FilterField; readonly descending: boolean } | null;
  readonly limit: number;
  readonly offset: number;
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

export interface StoredSweep {
  readonly sweep: SweepRecord;
  /** In the order of its points. */
  readonly experiments: readonly ExperimentRecord[];
}

export interface NewCheckpoint {
  readonly step: number;
  /** Scores of the test set at that step, by series; none where it was not evaluated. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly bytes: Uint8Array;
}

/** Which checkpoints of a run stay when a new one comes. */
export interface CheckpointRetention {
  /** So many of the newest, from 1. */
  readonly keepLast: number;
  /** And the one with the best value of this series. */
  readonly keepBest: string | null;
}

export interface RetainedCheckpoint {
  readonly checkpoint: NewCheckpoint;
  readonly retention: CheckpointRetention;
}

export interface StoredCheckpoint {
  /** 0 without one. */
  readonly step: number;
  /** Null if there is none that is whole. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  /** Of newer ones whose bytes do not have the digest with which they were written. */
  readonly damagedSteps: readonly number[];
}

export type AttemptChange = Partial<
  Omit<AttemptRecord, 'runId' | 'number' | 'startedAt' | 'firstStep' | 'environment'>
> & {
  readonly environment?: EnvironmentRecord;
};

export interface Compaction {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface ExperimentWithRuns {
  readonly experiment: ExperimentRecord;
  readonly runs: RunRecord[];
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
    | 'stopReason'
    | 'steps'
    | 'name'
    | 'note'
    | 'tags'
    | 'pinned'
    | 'priority'
    | 'queuePosition'
  >
> & { readonly status?: RunStatus };

export interface StoredSeries {
  readonly runId: string;
  readonly name: string;
  readonly chunks: readonly PointsEvent[];
}
