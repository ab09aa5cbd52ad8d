/** Dotted paths into a document: `network.layers.0.units`. */

export function joinPath(...parts: readonly (PropertyKey | '')[]): string {
  return parts
    .map(String)
    .filter((part) => part !== '')
    .join('.');
}

/** True if the paths are equal, or one leads to the other. */
export function overlaps(a: string, b: string): boolean {
  return contains(a, b) || contains(b, a);
}

export function contains(outer: string, inner: string): boolean {
  return outer === inner || leadsTo(outer, inner);
}

/** True if `inner` lies below `outer`. */
export function leadsTo(outer: string, inner: string): boolean {
  return outer === '' || inner.startsWith(`${outer}.`);
}

/** The value at a path, or undefined if the document has none. */
export function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
