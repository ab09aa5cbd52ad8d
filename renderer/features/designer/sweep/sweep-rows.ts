import type { SpecIssue } from '#core/errors.ts';
import { valueAt } from '../document.ts';

/** The axes of a sweep while they are edited: in order, including empty and duplicate paths. */

export interface AxisRow {
  readonly path: string;
  readonly axis: unknown;
}

export function rowsOfAxes(axes: unknown): AxisRow[] {
  return typeof axes === 'object' && axes !== null ? Object.entries(axes).map(([path, axis]) => ({ path, axis })) : [];
}

/** Rows without a path are ignored; of two with the same path, the first counts. */
export function axesOfRows(rows: readonly AxisRow[]): Record<string, unknown> {
  return Object.fromEntries(
    rows
      .filter((row, index) => row.path.trim() !== '' && !isRepeated(rows, index))
      .map(({ path, axis }) => [path.trim(), axis]),
  );
}

export function isRepeated(rows: readonly AxisRow[], index: number): boolean {
  const path = rows[index].path.trim();
  return path !== '' && rows.findIndex((row) => row.path.trim() === path) < index;
}

/** One issue for each duplicate path, because nobody can know which row was meant. */
export function repeatedPathIssues(rows: readonly AxisRow[]): SpecIssue[] {
  const paths = rows.map(({ path }) => path.trim());
  const repeated = new Set(paths.filter((_, index) => isRepeated(rows, index)));
  return [...repeated].map((path) => ({
    path: `sweep.axes.${path}`,
    expected: `one axis with the path ${path}`,
    received: `${paths.filter((one) => one === path).length} of them`,
  }));
}

/** The paths that a sweep of any kind patches, in order. */
export function sweptPaths(sweep: unknown): string[] {
  const axes = valueAt(sweep, ['axes']);
  const points = valueAt(sweep, ['points']);
  if (typeof axes === 'object' && axes !== null) return Object.keys(axes);
  if (!Array.isArray(points)) return [];
  return [
    ...new Set(
      points.flatMap((point: unknown) => (typeof point === 'object' && point !== null ? Object.keys(point) : [])),
    ),
  ];
}
