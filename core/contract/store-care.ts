import { z } from 'zod';

/** What backing up, compacting and checking the database answer, and where files for it are. */

export const locatedFile = z.object({ file: z.string(), exists: z.boolean() });
export type LocatedFile = z.infer<typeof locatedFile>;

export const backupResult = z.object({ file: z.string(), bytes: z.int() });
export type BackupResult = z.infer<typeof backupResult>;

export const compaction = z.object({ bytesBefore: z.int(), bytesAfter: z.int() });
export type Compaction = z.infer<typeof compaction>;

/** What takes a while and says how far it is. */
export const storeTask = z.enum(['archiveExport', 'archiveImport', 'backup', 'check']);
export type StoreTask = z.infer<typeof storeTask>;

/** Whether the database is whole, row for row. */
export const storeCheck = z.object({ file: z.string(), bytes: z.int(), faults: z.array(z.string()) });
export type StoreCheck = z.infer<typeof storeCheck>;
