import type { z } from 'zod';
import { ASSIGNMENT_EXAMPLE, parseAssignment } from '#core/spec/assignment.ts';
import type { RunSpec } from '#core/spec/experiment.ts';

type Json = z.core.util.JSONType;

/** A patch as typed, or what is wrong with it. */
export type PatchText =
  | { readonly kind: 'patch'; readonly patch: Record<string, Json> }
  | { readonly kind: 'fault'; readonly message: string };

/**
 * One `path = value` per line; a value is read as JSON if it parses, and as text otherwise. Empty lines are ignored.
 */
export function parsePatchText(text: string): PatchText {
  const patch: Record<string, Json> = {};
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const assignment = parseAssignment(line);
    if (assignment === null) {
      return {
        kind: 'fault',
        message: `Line ${index + 1}: expected a path and a value such as ${ASSIGNMENT_EXAMPLE}, received “${line.trim()}”.`,
      };
    }
    const { path, value } = assignment;
    if (path in patch) return { kind: 'fault', message: `Line ${index + 1}: ${path} already has a value above.` };
    patch[path] = value as Json;
  }
  return { kind: 'patch', patch };
}

/** What a branch most often changes. */
const OFTEN_CHANGED = ['optimizer.learningRate', 'duration.count', 'network.normalization.momentum'];

/** The run's own values of what is most often changed, as lines to edit. */
export function presentValues(spec: RunSpec): string {
  return OFTEN_CHANGED.flatMap((path) => {
    const value = valueAt(spec, path);
    return value === undefined || typeof value === 'object' ? [] : [`${path} = ${JSON.stringify(value)}`];
  }).join('\n');
}

/** The part of a patch that differs from the run's own values. */
export function changesOf(patch: Readonly<Record<string, Json>>, spec: RunSpec): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(patch).filter(([path, value]) => JSON.stringify(valueAt(spec, path)) !== JSON.stringify(value)),
  );
}

/** One change in words: "optimizer.learningRate 0.1 → 0.01". */
export function changeText(path: string, value: Json, spec: RunSpec): string {
  const present = valueAt(spec, path);
  return present === undefined
    ? `${path}: ${JSON.stringify(value)}`
    : `${path} ${JSON.stringify(present)} → ${JSON.stringify(value)}`;
}

function valueAt(spec: RunSpec, path: string): unknown {
  let value: unknown = spec;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
