/** States what cannot happen. A failure is a fault in this program, never of its input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`);
}

/** A value that must be there. */
export function present<T>(value: T | null | undefined, name: string): T {
  assert(value !== undefined && value !== null, `${name} is missing`);
  return value;
}
