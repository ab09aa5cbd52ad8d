import { SpecError } from '../../errors.ts';

/** Far beyond any honest experiment, and far below what overflows the stack. */
const DEPTH_MAX = 100;

/**
 * The schema's parser and other code walk specs recursively, so a deeply nested or circular document would overflow
 * their stack. (YAML's aliases and structured clones can create circular ones.)
 * @throws SpecError if the value is deeper than `DEPTH_MAX` levels
 */
export function requireReasonableDepth(value: unknown): void {
  if (heightOf(value, 0, new Map()) > DEPTH_MAX) throw tooDeep();
}

export function tooDeep(): SpecError {
  return new SpecError([
    { path: '', expected: 'a document of reasonable depth', received: 'nesting that is too deep' },
  ]);
}

/** Levels of nesting. An object met again while it is being measured is part of a cycle, whose depth is infinite. */
function heightOf(value: unknown, depth: number, heights: Map<object, number>): number {
  if (typeof value !== 'object' || value === null) return 0;
  const known = heights.get(value);
  if (known !== undefined) return known;
  if (depth > DEPTH_MAX) return Infinity;
  heights.set(value, Infinity);
  let height = 0;
  for (const child of Object.values(value)) height = Math.max(height, heightOf(child, depth + 1, heights));
  heights.set(value, height + 1);
  return height + 1;
}
