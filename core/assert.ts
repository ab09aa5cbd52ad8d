/** States what cannot happen. A failure is a bug in this program, never an error in its input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`);
}

/** Returns a value that must exist. */
export function present<T>(value: T | null | undefined, name: string): T {
  assert(value !== undefined && value !== null, `${name} is missing`);
  return value;
}
