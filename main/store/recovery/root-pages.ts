import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { z } from 'zod';

/**
 * Where the trees of tables and indexes begin, which SQLite itself notes in the first pages of a file only: with them,
 * all else would be lost, whole as it may be. A file beside the database keeps a copy (`rebuildSchema`). The places
 * change only where the schema does, and where the database is compacted.
 */
export type RootPages = z.infer<typeof rootPages>;

const rootPages = z.object({
  /** The version of the schema, which is the number of its migrations. */
  schemaVersion: z.int().min(1),
  /** SQLite's count of changes of the schema, which a compaction is one of. */
  change: z.int(),
  /** By the name of a table or an index, the number of its first page. */
  pages: z.record(z.string(), z.int().min(2)),
});

function fileOf(database: string): string {
  return `${database}-roots`;
}

export function rootPagesOf(database: Database.Database): RootPages {
  const entries = database
    .prepare("SELECT name, rootpage FROM sqlite_master WHERE type IN ('table', 'index') ORDER BY rowid")
    .raw()
    .all() as [string, number][];
  const number = (pragma: string) => Number(database.pragma(pragma, { simple: true }));
  return {
    schemaVersion: number('user_version'),
    change: number('schema_version'),
    pages: Object.fromEntries(entries),
  };
}

export function keepRootPages(file: string, database: Database.Database): void {
  try {
    writeFileSync(fileOf(file), JSON.stringify(rootPagesOf(database)));
  } catch {
    // A disk that is full: what they would help with has not happened, and most likely never will.
  }
}

/** Null if none were kept, if what was kept is damaged too, or is of a schema that is newer than `versionMax`. */
export function keptRootPages(file: string, versionMax: number): RootPages | null {
  try {
    const kept = rootPages.parse(JSON.parse(readFileSync(fileOf(file), 'utf8')));
    return kept.schemaVersion <= versionMax ? kept : null;
  } catch {
    return null;
  }
}

/** Before they change: wrong ones are worse than none. */
export function forgetRootPages(file: string): void {
  rmSync(fileOf(file), { force: true });
}
