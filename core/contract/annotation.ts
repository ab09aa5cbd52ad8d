import { z } from 'zod';

/** What a person may write beside an experiment or a run. */

export const NOTE_LENGTH_MAX = 20_000;

export const tag = z.string().trim().min(1).max(60);

export const annotation = z.object({
  note: z.string().max(NOTE_LENGTH_MAX),
  tags: z.array(tag).max(50),
  /** Pinned ones come first in lists. */
  pinned: z.boolean(),
});
export type Annotation = z.infer<typeof annotation>;

export const runName = z.string().trim().min(1).max(120).nullable();

/** Only what it names is changed. */
export const annotationChange = annotation.partial();
export type AnnotationChange = z.infer<typeof annotationChange>;

export const runAnnotationChange = annotation.extend({ name: runName }).partial();
export type RunAnnotationChange = z.infer<typeof runAnnotationChange>;
