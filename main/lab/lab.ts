import type { CsvOutlineRecord, CsvRequest } from '#core/contract/csv-outline.ts';
import type { ExperimentPlan } from '#core/contract/experiment-plan.ts';
import type { QueuePlace, QueueState, RunScope } from '#core/contract/queue.ts';
import type { AttemptRecord } from '#core/contract/attempt-record.ts';
import type { CheckpointRecord } from '#core/contract/checkpoint-record.ts';
import type { ExperimentDetail, ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { LabInfo } from '#core/contract/lab-info.ts';
import type { RecipeRecord } from '#core/contract/recipe-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { SweepDetail, SweepRecord } from '#core/contract/sweep-record.ts';
import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import type { FilterCompletion, RunPage, RunQuery } from '#core/contract/run-search.ts';
import type { DeviceRequest } from '#core/device/device.ts';
import type { PlatformDevices } from '#core/device/registry.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';
import type { StepRange } from '#core/series/step-range.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import type { StartCheck } from '#main/store/integrity/check-beside.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';
import type { Branch } from './creating/new-branch.ts';
import type { TextFile } from './reading/report.ts';
import type { StoreKeeping } from './store-keeping.ts';

export interface LabOptions {
  readonly databaseFile: string;
  /** Only shows what the database holds, beside the lab that owns it or without: every change is refused. */
  readonly readOnly?: boolean;
  readonly door: LabInfo['door'];
  /** Runs that execute at once; as many as there are cores if not given. */
  readonly jobs?: number;
  readonly launcher: JobLauncher;
  /** How a database is checked while the lab works with it. */
  readonly startCheck: StartCheck;
  /** Where its devices are looked up that need more than the language; this process's own if not given. */
  readonly devices?: PlatformDevices;
  /** False: no run tries 256-bit vectors. */
  readonly turbo?: boolean;
  readonly appVersion: string;
  /** The graphics processor's name, where the door can find it out. */
  readonly gpu?: string | null;
  /** For faults of this program that concern no request; by default they are written to stderr. */
  readonly reportFault?: (fault: unknown) => void;
}

/** One lab: a store and a queue of jobs. All doors open onto this; the contract's requests are its methods. */
export interface Lab {
  /** Notes, the trash, backups, archives. */
  readonly keeping: StoreKeeping;
  /** What was saved of a damaged database at this opening; null if it was whole. */
  readonly recovery: RecoveryReport | null;
  /** Damage that was found since then: which, and what to do; null while there is none. */
  readonly damage: string | null;
  info(): Promise<LabInfo>;
  listRecipes(): readonly RecipeRecord[];
  /** @throws SpecError with every fault */
  parseSpec(text: string): ExperimentSpec;
  /** @throws SpecError with every fault */
  formatSpec(spec: unknown): string;
  /**
   * What the experiment will take; nothing is stored.
   * @param timed whether real steps are timed, for an estimate of the time
   * @throws SpecError with every fault; DeviceError (UNSUPPORTED) with the figures where a run cannot fit
   */
  planSpec(spec: unknown, device: DeviceRequest, timed: boolean): Promise<ExperimentPlan>;

  /** @throws LabError (DATA_INVALID) where the file is missing, unreadable or no table */
  datasetColumns(table: CsvRequest): Promise<CsvOutlineRecord>;

  listExperiments(): Promise<ExperimentRecord[]>;
  getExperiment(id: string): Promise<ExperimentDetail>;
  /**
   * Stores the experiment with all its runs, and queues them; a sweep becomes all its experiments in one transaction.
   * @returns the experiment, or the first of a sweep
   * @throws SpecError with every fault; DeviceError (UNSUPPORTED) with the figures where a run cannot fit
   */
  startExperiment(spec: unknown, device: DeviceRequest): Promise<ExperimentRecord>;
  listSweeps(): Promise<SweepRecord[]>;
  getSweep(id: string): Promise<SweepDetail>;
  removeExperiment(id: string): Promise<void>;
  restoreExperiment(id: string): Promise<ExperimentRecord>;
  /** @returns the experiments that left the list */
  removeSweep(id: string): Promise<ExperimentRecord[]>;
  /** @param removedAt unless told, the last time that any were @returns the experiments that are in the list again */
  restoreSweep(id: string, removedAt?: string): Promise<ExperimentRecord[]>;
  report(experimentId: string): Promise<TextFile>;

  getRun(id: string): Promise<RunRecord>;
  listAttempts(runId: string): Promise<AttemptRecord[]>;
  listCheckpoints(runId: string): Promise<CheckpointRecord[]>;
  /**
   * Stores and queues an experiment of one run that starts from a state of another one, with its spec patched.
   * @throws SpecError where the patched spec cannot be run; LabError (CONFLICT) if no state of the run is kept
   */
  branchRun(branch: Branch): Promise<ExperimentRecord>;
  /** @throws FilterError, or LabError (FILTER_INVALID) for the order */
  findRuns(query: RunQuery): Promise<RunPage>;
  completeFilter(text: string, cursor: number): Promise<FilterCompletion>;
  /** @param range only chunks with a point in it */
  readSeries(runIds: readonly string[], names?: readonly string[], range?: StepRange): Promise<StoredSeries[]>;

  /**
   * Executes everything that waits in the database; what an earlier lab left in the middle goes on. Without it, only what
   * is started or resumed through this lab executes.
   */
  workOffQueue(): Promise<void>;
  queue(): Promise<QueueState>;
  /** Resolve when nothing of the scope executes any more. */
  pause(scope: RunScope): Promise<RunRecord[]>;
  cancel(scope: RunScope): Promise<RunRecord[]>;
  /**
   * Paused and interrupted runs go on; of an experiment or a sweep that has none, those that were cancelled or failed; and
   * a single run however it was stopped.
   * @throws LabError (CONFLICT) if it cannot
   */
  resume(scope: RunScope): Promise<RunRecord[]>;
  /** Only runs that wait move. */
  move(scope: RunScope, place: QueuePlace): Promise<QueueState>;
  prioritize(scope: RunScope, priority: number): Promise<QueueState>;

  /** All changes from now on; with an experiment's id, the points of its runs too. Ends when the lab closes. */
  watch(experimentId?: string): AsyncIterableIterator<LabEvent>;
  /** Ends what runs, as interrupted; what was reported is stored. Nothing may be asked of the lab after it. */
  close(): Promise<void>;
}
