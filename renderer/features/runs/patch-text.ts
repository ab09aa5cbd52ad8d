import type { z } from 'zod';

type Json = z.core.util.JSONType;

/** A patch as a person writes it, or what is wrong with it. */
export type PatchText =
  | { readonly kind: 'patch'; readonly patch: Record<string, Json> }
  | { readonly kind: 'fault'; readonly message: string };

/** One `path = value` a line; a value is JSON where it reads as such, and text where not. Empty lines are none. */
export function parsePatchText(text: string): PatchText {
  const patch: Record<string, Json> = {};
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const equals = line.indexOf('=');
    const path = line.slice(0, Math.max(equals, 0)).trim();
    const value = line.slice(equals + 1).trim();
    if (equals === -1 || path === '' || value === '') {
      return {
        kind: 'fault',
        message: `Line ${index + 1}: expected a path and a value such as optimizer.learningRate = 0.01, received “${line.trim()}”.`,
      };
    }
    if (path in patch) return { kind: 'fault', message: `Line ${index + 1}: ${path} is given a second time.` };
    patch[path] = valueOf(value);
  }
  return { kind: 'patch', patch };
}

function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
