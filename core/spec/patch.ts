import { describeValue, quote } from '../describe-value.ts';
import { joinPath } from './parse/spec-path.ts';

/**
 * An arm's patch: values that replace the base's, by dotted path with list indices (`network.layers.0.units`).
 *
 * - A value replaces everything at its path.
 * - Setting `kind` to another kind replaces the object that it belongs to, since the fields of one kind mean nothing to
 * another; patches of that object's other fields are applied after it.
 * - Shorter paths are applied first, in whatever order they are written.
 * - Indices refer only to existing items; to lengthen a list, patch the list.
 */
export type Patch = Readonly<Record<string, unknown>>;

/** A path that leads nowhere. */
export interface PatchFault {
  /** The patched path, as written. */
  readonly path: string;
  /** The part of it that exists. */
  readonly reached: string;
  readonly expected: string;
  readonly received: string;
}

/** The document with the patch applied, as far as its paths exist. The document itself is unchanged. */
export function applyPatch(document: unknown, patch: Patch): { value: unknown; faults: PatchFault[] } {
  const value = copyJson(document);
  const faults: PatchFault[] = [];
  for (const { path, segments } of inOrder(patch)) {
    const fault = assign(value, path, segments, copyJson(patch[path]));
    if (fault !== null) faults.push(fault);
  }
  return { value, faults };
}

function inOrder(patch: Patch): { path: string; segments: string[] }[] {
  const isKind = (segments: string[]) => (segments.at(-1) === 'kind' ? 0 : 1);
  return Object.keys(patch)
    .map((path) => ({ path, segments: path.split('.') }))
    .sort((a, b) => a.segments.length - b.segments.length || isKind(a.segments) - isKind(b.segments));
}

function assign(root: unknown, path: string, segments: readonly string[], value: unknown): PatchFault | null {
  const fault = (depth: number, expected: string, received: string): PatchFault => ({
    path,
    reached: joinPath(...segments.slice(0, depth)),
    expected,
    received,
  });
  if (segments.some((segment) => segment === '' || segment === '__proto__')) {
    return fault(0, 'a dotted path such as network.normalization', quote(path));
  }
  let container = root;
  for (const [depth, segment] of segments.entries()) {
    if (typeof container !== 'object' || container === null) {
      const place = joinPath(...segments.slice(0, depth)) || 'the base';
      return fault(depth, `a path into an object or a list, but ${place} is ${describeValue(container)}`, quote(path));
    }
    if (Array.isArray(container) && !isIndex(segment, container.length)) {
      return fault(depth, describeIndices(container.length, joinPath(...segments.slice(0, depth))), quote(segment));
    }
    const last = depth === segments.length - 1;
    if (last) {
      if (segment === 'kind' && Reflect.get(container, 'kind') !== value) clear(container);
      Reflect.set(container, segment, value);
    } else {
      if (!Object.hasOwn(container, segment)) Reflect.set(container, segment, {});
      container = Reflect.get(container, segment);
    }
  }
  return null;
}

function isIndex(segment: string, length: number): boolean {
  return /^(0|[1-9][0-9]*)$/.test(segment) && Number(segment) < length;
}

function describeIndices(length: number, list: string): string {
  return length === 0 ? `no index, because ${list} is empty` : `an index of ${list} from 0 to ${length - 1}`;
}

function clear(container: object): void {
  for (const key of Object.keys(container)) Reflect.deleteProperty(container, key);
}

function copyJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
