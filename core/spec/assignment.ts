/** A value at a dotted path of a spec, as a person writes it in one line. */
export interface Assignment {
  readonly path: string;
  /** JSON where the text reads as such, and the text itself where not. */
  readonly value: unknown;
}

/** What an assignment looks like, for messages. */
export const ASSIGNMENT_EXAMPLE = 'optimizer.learningRate=0.01';

/** `optimizer.learningRate=0.01`, with or without spaces; null where a path, an equals sign or a value is missing. */
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
