import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type Database from 'better-sqlite3';
import { z } from 'zod';

/**
 * The root pages of tables and indexes, which SQLite itself notes in the schema only, in the first pages of a file: where
 * these are damaged, all that follows would be lost, whole as it may be. A file beside the database keeps a copy
 * (`rebuildSchema`). Root pages change only where the schema does, and where the database is compacted.
 */
export type RootPages = z.infer<typeof rootPages>;

const rootPages = z.object({
  /** The version of the schema, which is the number of its migrations. */
  schemaVersion: z.int().min(1),
  /** SQLite's count of changes of the schema, which a compaction is one of. */
  schemaCookie: z.int(),
  /** By the name of a table or an index. */
  pages: z.record(z.string(), z.int().min(2)),
});

const keptFile = z.object({ roots: rootPages, crc32: z.int() });

export function rootPagesOf(database: Database.Database): RootPages {
  const number = (pragma: string) => Number(database.pragma(pragma, { simple: true }));
  const entries = database
    .prepare('SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0 ORDER BY rowid')
    .raw()
    .all() as [string, number][];
  return {
    schemaVersion: number('user_version'),
    schemaCookie: number('schema_version'),
    pages: Object.fromEntries(entries),
  };
}

/** How many tables and indexes begin elsewhere. A turned bit moves one. */
export function movedPages({ pages }: RootPages, from: RootPages): number {
  return Object.entries(pages).filter(([name, page]) => (from.pages[name] ?? page) !== page).length;
}

export function keepRootPages(file: string, database: Database.Database): void {
  const roots = rootPagesOf(database);
  ifPossible(() => writeFileSync(fileOf(file), JSON.stringify({ roots, crc32: checksumOf(roots) })));
}

/** Before they change: wrong ones are worse than none. */
export function forgetRootPages(file: string): void {
  ifPossible(() => rmSync(fileOf(file), { force: true }));
}

/** Null if none were kept, if what was kept is damaged too, or is of a schema that is newer than `versionMax`. */
export function keptRootPages(file: string, versionMax: number): RootPages | null {
  try {
    const kept = keptFile.parse(JSON.parse(readFileSync(fileOf(file), 'utf8')));
    return kept.crc32 === checksumOf(kept.roots) && kept.roots.schemaVersion <= versionMax ? kept.roots : null;
  } catch {
    return null;
  }
}

function fileOf(database: string): string {
  return `${database}-roots`;
}

function checksumOf(roots: RootPages): number {
  return crc32(JSON.stringify(roots));
}

/** A full disk, or a program that holds the file: the lab works without, and what this would help with is rare. */
function ifPossible(change: () => void): void {
  try {
    change();
  } catch {
    // As it was.
  }
}
