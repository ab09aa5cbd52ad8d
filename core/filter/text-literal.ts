/** Quoted text in a filter: in JSON's quotation marks, or the same in single ones. */

/** Null if an escape is not one of JSON's. */
export function readText(image: string): string | null {
  const inside = image.slice(1, -1);
  const json = image.startsWith("'")
    ? inside.replaceAll(/\\[^]|"/g, (part) => (part === "\\'" ? "'" : part === '"' ? '\\"' : part))
    : inside;
  try {
    // A filter may contain line breaks and tabs as they are; JSON requires them to be escaped.
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
