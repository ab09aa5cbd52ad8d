import type { Patch } from '../patch.ts';

/** Points of a sweep in words, so that people can tell its experiments apart. */

/** `learningRate 0.1, batchSize 60`: for each path, as much of its end as distinguishes it from the other paths. */
export function pointLabel(point: Patch): string {
  const paths = Object.keys(point);
  return paths.map((path) => `${shortPath(path, paths)} ${valueText(point[path])}`).join(', ');
}

/** The end of a path: one name, or as many as none of the others ends with. `kind` is left out. */
export function shortPath(path: string, paths: readonly string[]): string {
  const names = withoutKind(path).split('.');
  const others = paths.filter((other) => other !== path).map((other) => `.${withoutKind(other)}`);
  for (let length = 1; length < names.length; length += 1) {
    const end = names.slice(-length).join('.');
    // An index (`layers.0`) does not say what it counts.
    if (!/^\d/.test(end) && !others.some((other) => other.endsWith(`.${end}`))) return end;
  }
  return withoutKind(path);
}

function withoutKind(path: string): string {
  return path.replace(/\.kind$/, '');
}

/** As short as possible: an object is described by its kind if it has nothing else. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const { kind, ...rest } = value as Record<string, unknown>;
  const fields = Object.entries(rest).map(([key, field]) => `${key} ${valueText(field)}`);
  const listed = fields.length === 0 ? '' : `(${fields.join(', ')})`;
  return typeof kind === 'string' ? [kind, listed].filter(Boolean).join(' ') : listed || '{}';
}
