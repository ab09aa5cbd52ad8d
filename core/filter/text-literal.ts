/** Text in quotation marks, as a filter writes it: JSON's, or the same in single ones. */

/** Null if an escape is none of JSON's. */
export function readText(image: string): string | null {
  const inside = image.slice(1, -1);
  const json = image.startsWith("'")
    ? inside.replaceAll(/\\[^]|"/g, (part) => (part === "\\'" ? "'" : part === '"' ? '\\"' : part))
    : inside;
  try {
    // Line breaks and tabs may stand in a filter as they are; JSON wants them spelt out.
    const value: unknown = JSON.parse(`"${json.replaceAll(/[\u0000-\u001f]/g, (control) => escaped(control))}"`);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

export function writeText(value: string): string {
  return JSON.stringify(value);
}

function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
