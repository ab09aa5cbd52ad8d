/** A value at a dotted path of a spec, as written on one line. */
export interface Assignment {
  readonly path: string;
  /** Read as JSON if it parses, and as text otherwise. */
  readonly value: unknown;
}

/** An example of an assignment, for messages. */
export const ASSIGNMENT_EXAMPLE = 'optimizer.learningRate=0.01';

/** `optimizer.learningRate=0.01`, with or without spaces; null if the path, the equals sign or the value is missing. */
export function parseAssignment(text: string): Assignment | null {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(equals, 0)).trim();
  const value = text.slice(equals + 1).trim();
  return path === '' || value === '' ? null : { path, value: valueOf(value) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
