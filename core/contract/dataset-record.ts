import { z } from 'zod';
import { PUBLISHED_KINDS } from '../spec/dataset/published.ts';

/** Published data sets as the lab's machine has them. */

export const publishedKind = z.enum(PUBLISHED_KINDS);

/** Where a data set's files come from. Only what was imported can be deleted; a named folder is only forgotten. */
export const datasetSource = z.enum([
  /** The packages that BatchNorm Lab is made of. */
  'app',
  /** A download or an import of this user. */
  'import',
  /** A folder that a person named. */
  'folder',
  /** A folder that an environment variable names. */
  'environment',
  /** A package of the operating system. */
  'system',
]);
export type DatasetSource = z.infer<typeof datasetSource>;

export const datasetRecord = z.object({
  kind: publishedKind,
  /** For people: `Fashion-MNIST`. */
  name: z.string(),
  /** `partial`: a download was begun and can be continued. */
  state: z.enum(['present', 'partial', 'missing']),
  /** The folder of its files; null unless present. */
  folder: z.string().nullable(),
  /** Null unless present. */
  source: datasetSource.nullable(),
  /** Of its files in that folder; 0 unless present. */
  bytes: z.int(),
  /** Of an unfinished download, 0 without one; and of the whole one, null if it cannot be downloaded. */
  receivedBytes: z.int(),
  downloadBytes: z.int().nullable(),
  /** The addresses of its published files. */
  addresses: z.array(z.string()),
  /** What the lab is doing to it, for people, and how much of that is done (0 to 1); null: nothing. */
  task: z.object({ text: z.string(), share: z.number() }).nullable(),
  /** Why the last attempt to get it failed; null if it did not. */
  fault: z.string().nullable(),
  /** The folder that a person named, even if its files are no longer there; null: none. */
  namedFolder: z.string().nullable(),
  /** The environment variable that names its folder if it is set. */
  variable: z.string(),
  classes: z.int(),
  /** [height, width, channels] */
  exampleShape: z.array(z.int()),
  trainExamples: z.int(),
  testExamples: z.int(),
  authors: z.string(),
  licence: z.string(),
  homepage: z.url(),
});
export type DatasetRecord = z.infer<typeof datasetRecord>;

export const datasetRequest = z.object({ kind: publishedKind });
