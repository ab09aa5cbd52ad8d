import type { Transaction } from 'kysely';
import type { Annotation } from '#core/contract/annotation.ts';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import { deleteCheckpoints, selectCheckpoint, selectCheckpoints } from './checkpoints/checkpoint-queries.ts';
import {
  annotateExperiment,
  deleteExperiment,
  insertExperiment,
  selectExperiment,
  selectExperiments,
  selectRecord,
  selectRepetitions,
  selectSweepExperiments,
  setRemoved,
} from './experiments/experiment-queries.ts';
import type { NewExperiment } from './experiments/new-experiment.ts';
import { insertSweep, removeSweep, restoreSweep, selectSweep, selectSweeps } from './experiments/sweep-queries.ts';
import { selectExperimentData, selectLoadedData, selectOtherContents } from './runs/loaded-data-queries.ts';
import { insertAttempt, selectAttempts, updateAttempt } from './runs/attempt-queries.ts';
import { interruptOrphans } from './runs/interrupt-orphans.ts';
import { recordProgress } from './runs/record-progress.ts';
import {
  queueEnd,
  selectLeftRuns,
  selectRun,
  selectRuns,
  selectRunsByStatus,
  selectRunSpec,
  updateRun,
} from './runs/run-queries.ts';
import { replaceTensors, selectTensors } from './runs/tensor-queries.ts';
import type { LabTables } from './schema/tables.ts';
import { selectFieldValues, selectRunPage, selectScalarSeries } from './search/run-search.ts';
import { selectSeries } from './series/series-queries.ts';
import { replaceSetting, selectSetting } from './settings/setting-queries.ts';

type Database = Transaction<LabTables>;

/**
 * What the store is asked, by concept. Each is one transaction of its own (`transacted.ts`), reads too, so that what one
 * answer holds belongs together. All but `checkpoints.delete` throw NotFoundError for an id that does not exist.
 */
export const storeQueries = {
  experiments: {
    create: (database: Database, experiment: NewExperiment): Promise<ExperimentRecord> =>
      insertExperiment(database, experiment),
    /** Newest first, without those in the trash. */
    list: (database: Database): Promise<ExperimentRecord[]> => selectExperiments(database, 'list'),
    /** Those in the trash, newest first. */
    trash: (database: Database): Promise<ExperimentRecord[]> => selectExperiments(database, 'trash'),
    /** With its spec and all its runs. */
    get: selectExperiment,
    /** Its line in the list. */
    record: selectRecord,
    /** Others with the same spec, the newest first, without those in the trash. */
    repetitions: selectRepetitions,
    /** Only what the change names is written. */
    annotate: (database: Database, id: string, change: Partial<Annotation>): Promise<ExperimentRecord> =>
      annotateExperiment(database, id, change),
    /** Into the trash; it stays in the database. */
    remove: (database: Database, id: string): Promise<ExperimentRecord> =>
      setRemoved(database, id, new Date().toISOString()),
    /** Out of the trash. */
    restore: (database: Database, id: string): Promise<ExperimentRecord> => setRemoved(database, id, null),
    /** For good, with all that its runs left. @throws LabError (CONFLICT) if it is not in the trash */
    delete: deleteExperiment,
  },
  sweeps: {
    /** All its experiments, or none. */
    create: insertSweep,
    /** Newest first. */
    list: selectSweeps,
    get: selectSweep,
    /** In the order of the sweep's points, without those in the trash; none if there is no such sweep. */
    experiments: selectSweepExperiments,
    /** Moves all of its experiments that are in the list to the trash at once. @returns them */
    remove: removeSweep,
    /** Restores what was removed at `removedAt`; default: the latest removal. @returns the restored experiments */
    restore: restoreSweep,
  },
  runs: {
    get: selectRun,
    /** Its experiment's base with its arm's patch applied. */
    spec: selectRunSpec,
    /** Only what the change names is written. */
    update: updateRun,
    /** In the order in which they start, without those of experiments in the trash. */
    withStatus: selectRunsByStatus,
    /** All of them, without those of experiments in the trash. */
    list: selectRuns,
    /** A page of those that pass a filter, without those of experiments in the trash. */
    find: selectRunPage,
    /** Values of a field that runs have, the most frequent first, and no more than are worth listing. */
    fieldValues: selectFieldValues,
    /** Names of all scalar series that runs have. */
    scalarSeries: selectScalarSeries,
    /** A position behind all runs that wait. */
    queueEnd,
    /** Those that a lab which was closed or died left unfinished. */
    left: selectLeftRuns,
    recordProgress,
    interruptOrphans,
  },
  attempts: {
    /** A process is about to work on the run. @returns the attempt's number, from 1 */
    begin: insertAttempt,
    update: updateAttempt,
    /** In order. */
    list: selectAttempts,
    /** What a run learned from, as its last attempt that loaded it reported. */
    data: selectLoadedData,
    /** The same, of all runs of an experiment that loaded it, by run. */
    dataOfExperiment: selectExperimentData,
    /** What other experiments with the same spec learned from instead. */
    otherContents: selectOtherContents,
  },
  checkpoints: {
    /** Oldest first, without their bytes. */
    list: selectCheckpoints,
    /** The newest whole one; damaged ones are skipped and named. */
    latest: (database: Database, runId: string) => selectCheckpoint(database, runId),
    /** The one at a step. @throws NotFoundError if there is none */
    get: (database: Database, runId: string, step: number) => selectCheckpoint(database, runId, step),
    /** All of a run's. */
    delete: deleteCheckpoints,
  },
  tensors: {
    /** In place of those that the run had. */
    write: replaceTensors,
    /** In the order in which they were written. */
    read: selectTensors,
  },
  series: {
    /**
     * Chunks in step order, exactly as they were recorded (or joined, where one continues the other). With a range, whole
     * chunks that overlap it; a series without any is left out.
     */
    read: selectSeries,
  },
  settings: {
    /** Null if it was never written. */
    read: selectSetting,
    write: replaceSetting,
  },
};
