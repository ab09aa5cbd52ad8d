import type { z } from 'zod';
import { ASSIGNMENT_EXAMPLE, parseAssignment } from '#core/spec/assignment.ts';

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
