import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { assert } from '#core/assert.ts';
import type { ArchiveExport, ArchiveImport } from '#core/contract/archive.ts';
import type { Annotation } from '#core/contract/annotation.ts';
import type { AttemptRecord } from '#core/contract/attempt-record.ts';
import type { CheckpointRecord } from '#core/contract/checkpoint-record.ts';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord, RunStatus, ScalarSummary } from '#core/contract/run-record.ts';
import type { SweepRecord } from '#core/contract/sweep-record.ts';
import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import type { RunPage } from '#core/contract/run-search.ts';
import { StoreError } from '#core/errors.ts';
import { containsText } from '#core/filter/contains-text.ts';
import type { FilterField } from '#core/filter/filter-field.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import type { StepRange } from '#core/stats/thin-curve.ts';
import type { NamedTensor, PointsEvent } from '#core/train/events.ts';
import type Database from 'better-sqlite3';
import { Kysely, type Transaction } from 'kysely';
import type { z } from 'zod';
import { withRowErrors } from './archive/archive-error.ts';
import { exportArchive } from './archive/export-archive.ts';
import { mergeArchive } from './archive/import-archive.ts';
import { openArchive } from './archive/open-archive.ts';
import { requireReadable } from './archive/require-readable.ts';
import * as attempts from './runs/attempt-queries.ts';
import * as checkpoints from './checkpoints/checkpoint-queries.ts';
import * as experiments from './experiments/experiment-queries.ts';
import { damageText, markDamaged } from './integrity/damage-mark.ts';
import { backUp, compact } from './maintenance.ts';
import { LabDialect } from './connection/lab-dialect.ts';
import type { OwnerLock } from './opening/owner-lock.ts';
import * as runs from './runs/run-queries.ts';
import * as runSearch from './search/run-search.ts';
import * as settings from './settings/setting-queries.ts';
import * as series from './series/series-queries.ts';
import { isDamage, withStoreErrors } from './connection/sqlite-errors.ts';
import type {
  ArchiveProgress,
  AttemptChange,
  Compaction,
  ExperimentWithRuns,
  NewExperiment,
  NewSweep,
  RetainedCheckpoint,
  RunChange,
  RunSearch,
  Store,
  StoredCheckpoint,
  StoredExperiment,
  StoredSeries,
  StoredSweep,
} from './store.ts';
import * as sweeps from './experiments/sweep-queries.ts';
import type { LabTables } from './schema/tables.ts';
import * as tensors from './runs/tensor-queries.ts';

export interface Ownership {
  readonly lock: OwnerLock;
  readonly recovery: RecoveryReport | null;
  readonly isChecked: boolean;
}

/** The store over one SQLite connection. Built by `openStore`; the queries are in the files named after their tables. */
export class SqliteStore implements Store {
  readonly file: string;
  readonly recovery: RecoveryReport | null;
  readonly isChecked: boolean;
  readonly #connection: Database.Database;
  readonly #database: Kysely<LabTables>;
  readonly #lock: OwnerLock | null;
  readonly #damageListeners: ((text: string) => void)[] = [];
  #isDamaged = false;
  #closed = false;

  /** @param ownership what opening to write brought; without it, the store only reads */
  constructor(file: string, connection: Database.Database, ownership: Ownership | null = null) {
    this.file = file;
    this.recovery = ownership?.recovery ?? null;
    this.isChecked = ownership?.isChecked ?? true;
    this.#connection = connection;
    // SQLite's own `like` takes only the letters from A to Z for the same in both cases.
    connection.function('containsText', { deterministic: true }, (text: unknown, part: unknown) =>
      typeof text === 'string' && typeof part === 'string' ? Number(containsText(text, part)) : null,
    );
    this.#database = new Kysely<LabTables>({ dialect: new LabDialect(connection) });
    this.#lock = ownership?.lock ?? null;
  }

  get isOwned(): boolean {
    return this.#lock !== null;
  }

  dataVersion(): number {
    return this.#connection.pragma('data_version', { simple: true }) as number;
  }

  createExperiment(experiment: NewExperiment): Promise<ExperimentRecord> {
    return this.#transaction((database) => experiments.insertExperiment(database, experiment));
  }

  createSweep(sweep: NewSweep): Promise<StoredSweep> {
    return this.#transaction((database) => sweeps.insertSweep(database, sweep));
  }

  listSweeps(): Promise<SweepRecord[]> {
    return this.#transaction((database) => sweeps.selectSweeps(database));
  }

  getSweep(id: string): Promise<SweepRecord> {
    return this.#transaction((database) => sweeps.selectSweep(database, id));
  }

  listSweepExperiments(id: string): Promise<ExperimentWithRuns[]> {
    return this.#transaction((database) => experiments.selectSweepExperiments(database, id));
  }

  listExperiments(): Promise<ExperimentRecord[]> {
    return this.#transaction((database) => experiments.selectExperiments(database, 'list'));
  }

  getExperiment(id: string): Promise<StoredExperiment> {
    return this.#transaction((database) => experiments.selectExperiment(database, id));
  }

  getExperimentRecord(id: string): Promise<ExperimentRecord> {
    return this.#transaction((database) => experiments.selectRecord(database, id));
  }

  annotateExperiment(id: string, change: Partial<Annotation>): Promise<ExperimentRecord> {
    return this.#transaction((database) => experiments.annotateExperiment(database, id, change));
  }

  removeExperiment(id: string): Promise<void> {
    return this.#transaction(async (database) => {
      await experiments.setRemoved(database, id, new Date().toISOString());
    });
  }

  removeSweep(id: string): Promise<ExperimentRecord[]> {
    return this.#transaction((database) => sweeps.removeSweep(database, id));
  }

  restoreSweep(id: string, removedAt?: string): Promise<ExperimentRecord[]> {
    return this.#transaction((database) => sweeps.restoreSweep(database, id, removedAt));
  }

  restoreExperiment(id: string): Promise<ExperimentRecord> {
    return this.#transaction((database) => experiments.setRemoved(database, id, null));
  }

  listTrash(): Promise<ExperimentRecord[]> {
    return this.#transaction((database) => experiments.selectExperiments(database, 'trash'));
  }

  deleteExperiment(id: string): Promise<void> {
    return this.#transaction((database) => experiments.deleteExperiment(database, id));
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

  listRunsByStatus(status: RunStatus): Promise<RunRecord[]> {
    return this.#transaction((database) => runs.selectRunsByStatus(database, status));
  }

  listRuns(): Promise<RunRecord[]> {
    return this.#transaction((database) => runs.selectRuns(database));
  }

  findRuns(search: RunSearch): Promise<RunPage> {
    return this.#transaction((database) => runSearch.selectRunPage(database, search));
  }

  listFieldValues(field: FilterField): Promise<(string | number)[]> {
    return this.#transaction((database) => runSearch.selectFieldValues(database, field));
  }

  listScalarSeries(): Promise<string[]> {
    return this.#transaction((database) => runSearch.selectScalarSeries(database));
  }

  queueEnd(): Promise<number> {
    return this.#transaction((database) => runs.queueEnd(database));
  }

  listLeftRuns(): Promise<RunRecord[]> {
    return this.#transaction((database) => runs.selectLeftRuns(database));
  }

  appendPoints(
    runId: string,
    steps: number,
    points: readonly PointsEvent[],
    summary: Record<string, ScalarSummary>,
    checkpoint: RetainedCheckpoint | null = null,
  ): Promise<PointsEvent[]> {
    return this.#transaction(async (database) => {
      const added = await series.appendPoints(database, runId, points);
      await runs.updateProgress(database, runId, steps, summary);
      if (checkpoint !== null) {
        await checkpoints.insertCheckpoint(database, runId, checkpoint.checkpoint, checkpoint.retention);
      }
      return added;
    });
  }

  writeTensors(runId: string, all: readonly NamedTensor[]): Promise<void> {
    return this.#transaction((database) => tensors.replaceTensors(database, runId, all));
  }

  readTensors(runId: string): Promise<NamedTensor[]> {
    return this.#transaction((database) => tensors.selectTensors(database, runId));
  }

  beginAttempt(runId: string, startedAt: string, firstStep: number): Promise<number> {
    return this.#transaction((database) => attempts.insertAttempt(database, runId, startedAt, firstStep));
  }

  updateAttempt(runId: string, number: number, change: AttemptChange): Promise<void> {
    return this.#transaction((database) => attempts.updateAttempt(database, runId, number, change));
  }

  listAttempts(runId: string): Promise<AttemptRecord[]> {
    return this.#transaction((database) => attempts.selectAttempts(database, runId));
  }

  listCheckpoints(runId: string): Promise<CheckpointRecord[]> {
    return this.#transaction((database) => checkpoints.selectCheckpoints(database, runId));
  }

  latestCheckpoint(runId: string): Promise<StoredCheckpoint> {
    return this.#transaction((database) => checkpoints.selectCheckpoint(database, runId));
  }

  readCheckpoint(runId: string, step: number): Promise<StoredCheckpoint> {
    return this.#transaction((database) => checkpoints.selectCheckpoint(database, runId, step));
  }

  deleteCheckpoints(runId: string): Promise<void> {
    return this.#transaction((database) => checkpoints.deleteCheckpoints(database, runId));
  }

  readSetting<S extends z.ZodType>(key: string, schema: S): Promise<z.infer<S> | null> {
    return this.#transaction((database) => settings.selectSetting(database, key, schema));
  }

  writeSetting<S extends z.ZodType>(key: string, schema: S, value: z.infer<S>): Promise<void> {
    return this.#transaction((database) => settings.replaceSetting(database, key, schema, value));
  }

  readSeries(runIds: readonly string[], names?: readonly string[], range?: StepRange): Promise<StoredSeries[]> {
    return this.#transaction((database) => series.selectSeries(database, runIds, names, range));
  }

  interruptOrphans(): Promise<number> {
    return this.#transaction(async (database) => {
      const now = new Date().toISOString();
      await attempts.closeLostAttempts(database, now);
      return runs.interruptOrphans(database, now);
    });
  }

  onDamage(listener: (text: string) => void): void {
    this.#damageListeners.push(listener);
  }

  noteDamage(faults: readonly string[]): string {
    const text = damageText(this.file, faults);
    if (!this.#isDamaged) {
      this.#isDamaged = true;
      markDamaged(this.file, faults);
      for (const listener of this.#damageListeners) listener(text);
    }
    return text;
  }

  exportArchive(experimentIds: readonly string[], file: string, onProgress?: ArchiveProgress): Promise<ArchiveExport> {
    return this.#reading(file, () => exportArchive(this.file, experimentIds, file, onProgress));
  }

  async importArchive(file: string, onProgress?: ArchiveProgress): Promise<ArchiveImport> {
    const path = resolve(file);
    const copy = `${this.file}.importing`;
    try {
      const archive = await withStoreErrors(path, () => openArchive(path, copy));
      const reader = new SqliteStore(path, archive);
      try {
        await requireReadable(reader);
        const report = await this.#transaction(() =>
          withRowErrors(path, () => mergeArchive(this.#connection, archive, onProgress)),
        );
        return { file: path, ...report };
      } finally {
        await reader.close();
      }
    } finally {
      for (const part of ['', '-wal', '-shm', '-journal']) rmSync(`${copy}${part}`, { force: true });
    }
  }

  backup(file: string): Promise<void> {
    return this.#reading(file, () => backUp(this.#connection, file));
  }

  compact(): Promise<Compaction> {
    // Not while a transaction is under way on this connection: SQLite would refuse.
    return this.#reading(this.file, () =>
      this.#database.connection().execute(() => Promise.resolve(compact(this.#connection, this.file))),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await withStoreErrors(this.file, async () => {
      await this.#database.destroy();
      // Kysely closes no connection that it was never asked to use.
      this.#connection.close();
    });
    this.#lock?.release();
  }

  /** Reads too run in a transaction, so that what one call returns belongs together. */
  #transaction<T>(work: (database: Transaction<LabTables>) => Promise<T>): Promise<T> {
    assert(!this.#closed, `the store of ${this.file} is open`);
    return this.#reading(this.file, () => this.#database.transaction().execute(work));
  }

  /**
   * Does what reads this database, and may write another file.
   * @throws StoreError about `file`, or of damage, which an owner's next opening repairs
   */
  #reading<T>(file: string, work: () => Promise<T>): Promise<T> {
    return withStoreErrors(file, async () => {
      try {
        return await work();
      } catch (thrown) {
        if (!this.isOwned || !isDamage(thrown)) throw thrown;
        throw new StoreError(this.noteDamage([(thrown as Error).message]), { file: this.file, damaged: true });
      }
    });
  }
}
