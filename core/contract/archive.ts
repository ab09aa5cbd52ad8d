import { z } from 'zod';

/** What exporting and importing an archive answer. */

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
