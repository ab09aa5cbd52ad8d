import { z } from 'zod';
import type { DataNote } from '../data/data-note.ts';

/** What a run loaded: enough to tell whether another run, or the same one after a pause, learned from the same examples. */

export type { DataNote };

export const dataNote = z.object({
  tone: z.enum(['warning', 'note']),
  /** For people. */
  text: z.string(),
}) satisfies z.ZodType<DataNote>;

export const dataFile = z.object({
  /** An absolute path on the lab's machine. */
  file: z.string(),
  bytes: z.int().min(0),
  /** Of the file as it is on the disk, in hexadecimal. */
  sha256: z.string(),
});
export type DataFileRecord = z.infer<typeof dataFile>;

export const dataRecord = z.object({
  /** For people: `MNIST`, `table.csv`. */
  name: z.string(),
  /** Of the examples and labels of both sets as they were loaded, in hexadecimal. Equal where runs learn from the same. */
  sha256: z.string(),
  /** Shape of one example: [features] or [height, width, channels]. */
  exampleShape: z.array(z.int()),
  classes: z.int(),
  trainExamples: z.int(),
  testExamples: z.int(),
  /** The user's files that it was read from; empty for published and generated sets. */
  files: z.array(dataFile),
  /** What a person should know before they trust the results, warnings first. */
  notes: z.array(dataNote),
});
export type DataRecord = z.infer<typeof dataRecord>;

/** An experiment whose files had another content, although its spec is the same. */
export const otherContent = z.object({
  experimentId: z.string(),
  title: z.string(),
  createdAt: z.string(),
  data: dataRecord,
});
export type OtherContent = z.infer<typeof otherContent>;
