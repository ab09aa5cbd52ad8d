import type { SpecIssue } from '#core/errors.ts';

/** A spec while it is being edited: a plain value that need not be valid yet, changed by path without being mutated. */

export type Path = readonly (string | number)[];

/** What a form's field edits: a document, or a part of one. Paths are relative to it. */
export interface EditedDocument {
  get(path: Path): unknown;
  /** Undefined removes the field, so that its default applies. */
  set(path: Path, value: unknown): void;
  issuesAt(path: Path): SpecIssue[];
  issuesBelow(path: Path): SpecIssue[];
}

export function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** The document with a new value at the path; undefined removes the field, so that its default applies. */
export function withValueAt(document: unknown, path: Path, value: unknown): unknown {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  const copy: unknown[] | Record<string, unknown> = Array.isArray(document)
    ? [...(document as unknown[])]
    : typeof document === 'object' && document !== null
      ? { ...document }
      : {};
  const next = withValueAt(Reflect.get(copy, key), rest, value);
  if (next === undefined && !Array.isArray(copy)) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, next);
  return copy;
}

export function dotted(path: Path): string {
  return path.join('.');
}

/** True for the path itself and everything below it. */
export function isAtOrBelow(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}
