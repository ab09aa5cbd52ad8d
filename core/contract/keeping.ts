import { z } from 'zod';
import { annotation, runName } from './records.ts';

/** What the lab is asked, and answers, about what it keeps: notes, the trash, backups, archives. */

export const annotationChange = annotation.partial();
export type AnnotationChange = z.infer<typeof annotationChange>;

export const runAnnotationChange = annotation.extend({ name: runName }).partial();
export type RunAnnotationChange = z.infer<typeof runAnnotationChange>;

export const backupResult = z.object({ file: z.string(), bytes: z.int() });
export type BackupResult = z.infer<typeof backupResult>;

export const compaction = z.object({ bytesBefore: z.int(), bytesAfter: z.int() });

/** Whether the database is whole, row for row. */
export const storeCheck = z.object({ file: z.string(), bytes: z.int(), faults: z.array(z.string()) });
export type StoreCheck = z.infer<typeof storeCheck>;

export const archiveExport = z.object({
  file: z.string(),
  bytes: z.int(),
  experiments: z.int(),
  runs: z.int(),
});
export type ArchiveExport = z.infer<typeof archiveExport>;

const archived = z.object({
  title: z.string(),
  /** In the archive. */ archivedId: z.string(),
  /** Here. */ id: z.string(),
});

export const archiveImport = z.object({
  file: z.string(),
  added: z.array(archived),
  /** Added under another id, since an experiment with other content has its own here. */
  renamed: z.array(archived),
  /** Not added, since an experiment with the same content is here: in the list or in the trash. */
  skipped: z.array(archived),
  runs: z.int(),
});
export type ArchiveImport = z.infer<typeof archiveImport>;
