import { SpecError } from '../../errors.ts';

/** Far beyond any honest experiment, and far below what fills the stack of who walks it. */
const DEPTH_MAX = 100;

/**
 * Specs are walked level by level, by the schema's parser and by whoever copies them: what is nested deeply, or contains
 * itself, would end that by a full stack. (YAML's aliases and structured clones can make what contains itself.)
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

/** Levels of nesting. What is met while it is still being measured goes round in a circle: its height has no end. */
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
