import { assert } from '#core/assert.ts';
import type { EnvironmentRecord, ExperimentRecord, RunRecord, ScalarSummary } from '#core/contract/records.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import type { NamedTensor, PointsEvent } from '#core/train/events.ts';
import type { Kysely, Transaction } from 'kysely';
import * as experiments from './experiment-queries.ts';
import type { OwnerLock } from './owner-lock.ts';
import * as runs from './run-queries.ts';
import * as series from './series-queries.ts';
import { withStoreErrors } from './sqlite-errors.ts';
import type { NewExperiment, RunChange, Store, StoredExperiment, StoredSeries } from './store.ts';
import type { LabTables } from './tables.ts';
import * as tensors from './tensor-queries.ts';

/** The store over one SQLite connection. Built by `openStore`; the queries are in the files named after their tables. */
export class SqliteStore implements Store {
  readonly file: string;
  readonly #database: Kysely<LabTables>;
  readonly #lock: OwnerLock | null;
  #closed = false;

  constructor(file: string, database: Kysely<LabTables>, lock: OwnerLock | null) {
    this.file = file;
    this.#database = database;
    this.#lock = lock;
  }

  createExperiment(experiment: NewExperiment): Promise<ExperimentRecord> {
    return this.#transaction((database) => experiments.insertExperiment(database, experiment));
  }

  listExperiments(): Promise<ExperimentRecord[]> {
    return this.#transaction((database) => experiments.selectExperiments(database));
  }

  getExperiment(id: string): Promise<StoredExperiment> {
    return this.#transaction((database) => experiments.selectExperiment(database, id));
  }

  getExperimentRecord(id: string): Promise<ExperimentRecord> {
    return this.#transaction((database) => experiments.selectRecord(database, id));
  }

  removeExperiment(id: string): Promise<void> {
    return this.#transaction(async (database) => {
      await experiments.setRemoved(database, id, new Date().toISOString());
    });
  }

  restoreExperiment(id: string): Promise<ExperimentRecord> {
    return this.#transaction((database) => experiments.setRemoved(database, id, null));
  }

  getRun(id: string): Promise<RunRecord> {
    return this.#transaction((database) => runs.selectRun(database, id));
  }

  getRunSpec(id: string): Promise<RunSpec> {
    return this.#transaction((database) => runs.selectRunSpec(database, id));
  }

  updateRun(id: string, change: RunChange): Promise<RunRecord> {
    return this.#transaction((database) => runs.updateRun(database, id, change));
  }

  appendPoints(
    runId: string,
    steps: number,
    points: readonly PointsEvent[],
    summary: Record<string, ScalarSummary>,
  ): Promise<void> {
    return this.#transaction(async (database) => {
      await series.appendPoints(database, runId, points);
      await runs.updateProgress(database, runId, steps, summary);
    });
  }

  writeTensors(runId: string, all: readonly NamedTensor[]): Promise<void> {
    return this.#transaction((database) => tensors.replaceTensors(database, runId, all));
  }

  readTensors(runId: string): Promise<NamedTensor[]> {
    return this.#transaction((database) => tensors.selectTensors(database, runId));
  }

  writeEnvironment(runId: string, environment: EnvironmentRecord): Promise<void> {
    return this.#transaction((database) => runs.replaceEnvironment(database, runId, environment));
  }

  readEnvironment(runId: string): Promise<EnvironmentRecord | null> {
    return this.#transaction((database) => runs.selectEnvironment(database, runId));
  }

  readSeries(runIds: readonly string[], names?: readonly string[]): Promise<StoredSeries[]> {
    return this.#transaction((database) => series.selectSeries(database, runIds, names));
  }

  interruptOrphans(): Promise<number> {
    return this.#transaction((database) => runs.interruptOrphans(database, new Date().toISOString()));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await withStoreErrors(this.file, () => this.#database.destroy());
    this.#lock?.release();
  }

  /** Reads too run in a transaction, so that what one call returns belongs together. */
  #transaction<T>(work: (database: Transaction<LabTables>) => Promise<T>): Promise<T> {
    assert(!this.#closed, `the store of ${this.file} is open`);
    return withStoreErrors(this.file, () => this.#database.transaction().execute(work));
  }
}
