import type { ArchiveExport, ArchiveImport } from '#core/contract/archive.ts';
import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import type { Compaction } from '#core/contract/store-care.ts';
import type { StoreProgress } from './store-progress.ts';
import type { storeQueries } from './store-queries.ts';
import type { Transacted } from './transacted.ts';

/**
 * What the lab keeps. One process owns a database; others may open it to read. What it is asked about experiments, runs
 * and their parts is declared in `store-queries.ts`; what is declared here concerns the database as a whole.
 */
export interface Store extends Transacted<typeof storeQueries> {
  readonly file: string;
  /** What was recovered from a damaged database that stood in this one's place; null if it was whole. */
  readonly recovery: RecoveryReport | null;
  /** Whether this is a temporary copy, because nothing can be written beside the database; changes to it are not seen. */
  readonly isCopy: boolean;
  /** Whether it may be changed; if not, another process may own it. */
  readonly isOwned: boolean;
  /** False if opening did not check all of it: its owner does so while it works (`openStore`). */
  readonly isChecked: boolean;

  /** Differs once another process has changed anything; this process's own changes do not count. */
  dataVersion(): number;
  /**
   * Damage was found while it is open: the next opening checks all of it, and recovers what can be read.
   * @returns what to tell people
   */
  noteDamage(faults: readonly string[]): string;
  /** Called once, whether the store itself comes upon damage or `noteDamage` reports it. */
  onDamage(listener: (text: string) => void): void;
  /**
   * Experiments with all that belongs to them, as one new file.
   * @throws NotFoundError; StoreError if the file exists or cannot be written
   */
  exportArchive(experimentIds: readonly string[], file: string, onProgress?: StoreProgress): Promise<ArchiveExport>;
  /**
   * Adds what an archive holds and this database does not, by its content; all of it or nothing.
   * @throws StoreError if the file is damaged, was altered, or is not an archive
   */
  importArchive(file: string, onProgress?: StoreProgress): Promise<ArchiveImport>;
  /** A whole copy, taken while the lab keeps working. @throws StoreError if `file` exists or cannot be written */
  backup(file: string, onProgress?: StoreProgress): Promise<void>;
  /** Gives the space of deleted rows back to the disk. */
  compact(): Promise<Compaction>;
  close(): Promise<void>;
}
