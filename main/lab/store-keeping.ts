import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AnnotationChange, RunAnnotationChange } from '#core/contract/annotation.ts';
import type { ArchiveExport, ArchiveImport } from '#core/contract/archive.ts';
import type { BackupResult, Compaction, StoreCheck } from '#core/contract/store-care.ts';
import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { Store } from '#main/store/store.ts';
import type { Announcer } from './watching/announcer.ts';
import type { StoreChecks } from './storage/store-checks.ts';

/** What the lab does with what it keeps, besides running it: notes, the trash, backups, archives. */
export class StoreKeeping {
  readonly #store: Store;
  readonly #announcer: Announcer;
  readonly #checks: StoreChecks;
  readonly #requireChangeable: () => void;

  /** @param requireChangeable throws where the lab may not be changed */
  constructor(store: Store, announcer: Announcer, checks: StoreChecks, requireChangeable: () => void) {
    this.#store = store;
    this.#announcer = announcer;
    this.#checks = checks;
    this.#requireChangeable = requireChangeable;
  }

  async annotateExperiment(id: string, change: AnnotationChange): Promise<ExperimentRecord> {
    this.#requireChangeable();
    await this.#store.experiments.annotate(id, change);
    return this.#announcer.experimentChanged(id);
  }

  async annotateRun(id: string, change: RunAnnotationChange): Promise<RunRecord> {
    this.#requireChangeable();
    const run = await this.#store.runs.update(id, change);
    this.#announcer.announce({ kind: 'runChanged', run });
    return run;
  }

  listTrash(): Promise<ExperimentRecord[]> {
    return this.#store.experiments.trash();
  }

  /** For good. @throws NotFoundError; LabError (CONFLICT) for what is not in the trash */
  async deleteExperiment(id: string): Promise<void> {
    this.#requireChangeable();
    return this.#store.experiments.delete(id);
  }

  /** @returns how many experiments were deleted for good */
  async emptyTrash(): Promise<number> {
    this.#requireChangeable();
    const trash = await this.#store.experiments.trash();
    for (const { id } of trash) await this.#store.experiments.delete(id);
    return trash.length;
  }

  /** @param file by default beside the database, with the time in its name */
  async backup(file: string | undefined): Promise<BackupResult> {
    const target = file === undefined ? freeBackupName(this.#store.file, new Date()) : resolve(file);
    await this.#store.backup(target);
    return { file: target, bytes: statSync(target).size };
  }

  async compact(): Promise<Compaction> {
    this.#requireChangeable();
    return this.#checks.without(() => this.#store.compact());
  }

  check(): Promise<StoreCheck> {
    return this.#checks.check();
  }

  exportArchive(experimentIds: readonly string[], file: string): Promise<ArchiveExport> {
    return this.#store.exportArchive(experimentIds, resolve(file));
  }

  async importArchive(file: string): Promise<ArchiveImport> {
    this.#requireChangeable();
    const report = await this.#store.importArchive(resolve(file));
    for (const { id } of [...report.added, ...report.renamed]) await this.#announcer.experimentChanged(id);
    return report;
  }
}

function freeBackupName(file: string, at: Date): string {
  const stem = `${file}.${at.toISOString().slice(0, 19).replaceAll(':', '-')}`;
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? `${stem}.backup` : `${stem}.${attempt}.backup`;
    if (!existsSync(name)) return name;
  }
}
