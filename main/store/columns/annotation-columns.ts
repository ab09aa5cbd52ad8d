import { z } from 'zod';
import { annotation, type Annotation } from '#core/contract/annotation.ts';
import { readJson, readRecord } from './json-column.ts';

/** What people write beside experiments and runs, as both tables hold it. */
export interface AnnotationColumns {
  readonly note: string;
  /** Array of text as json. */
  readonly tags: string;
  /** 0 or 1. */
  readonly pinned: number;
}

export function annotationColumns({ note, tags, pinned }: Partial<Annotation>): Partial<AnnotationColumns> {
  return {
    ...(note === undefined ? {} : { note }),
    // Each tag once, in the order in which they were first given.
    ...(tags === undefined ? {} : { tags: JSON.stringify([...new Set(tags)]) }),
    ...(pinned === undefined ? {} : { pinned: Number(pinned) }),
  };
}

// Made once: making a schema takes longer than checking a list of tags by it.
const tagsColumn = z.array(z.string());

export function readAnnotation({ note, tags, pinned }: AnnotationColumns, where: string): Annotation {
  const value = { note, tags: readJson(tagsColumn, tags, where), pinned: pinned === 1 };
  return readRecord(annotation, value, where);
}
