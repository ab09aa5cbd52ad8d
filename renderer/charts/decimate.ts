import type { ChartPoint, ChartRange } from './series.ts';

/**
 * The visible part of a long line: for each column of pixels the first and the last point and the extremes of y and of
 * the band. Nothing that would stick out is lost, and a million points draw in milliseconds. Gaps (non-finite y) stay
 * gaps.
 *
 * points: ascending x. `range`: what is visible; one point beyond either edge is kept, so that lines reach the border.
 * Returns the points themselves, not copies.
 */
export function decimate(points: readonly ChartPoint[], columns: number, range: ChartRange | null): ChartPoint[] {
  const first = range === null ? 0 : Math.max(0, lowerBound(points, range.min) - 1);
  const end = range === null ? points.length : Math.min(points.length, lowerBound(points, range.max) + 2);
  if (end - first <= Math.max(2, columns) * 2) return points.slice(first, end);

  const xMin = points[first].x;
  const columnWidth = (points[end - 1].x - xMin) / columns || 1;
  const kept: ChartPoint[] = [];
  let index = first;
  while (index < end) {
    const column = Math.floor((points[index].x - xMin) / columnWidth);
    let last = index;
    while (last + 1 < end && Math.floor((points[last + 1].x - xMin) / columnWidth) === column) last += 1;
    keepColumn(points, index, last, kept);
    index = last + 1;
  }
  return kept;
}

function keepColumn(points: readonly ChartPoint[], first: number, last: number, kept: ChartPoint[]): void {
  let lowest = -1;
  let highest = -1;
  let lowestBand = -1;
  let highestBand = -1;
  let gap = -1;
  for (let i = first; i <= last; i += 1) {
    const point = points[i];
    if (!Number.isFinite(point.y)) {
      if (gap === -1) gap = i;
      continue;
    }
    if (lowest === -1 || point.y < points[lowest].y) lowest = i;
    if (highest === -1 || point.y > points[highest].y) highest = i;
    if (point.low !== undefined && (lowestBand === -1 || point.low < points[lowestBand].low!)) lowestBand = i;
    if (point.high !== undefined && (highestBand === -1 || point.high > points[highestBand].high!)) highestBand = i;
  }
  const indices = [first, lowest, highest, lowestBand, highestBand, gap, last].filter((i) => i >= 0);
  indices.sort((a, b) => a - b);
  for (let i = 0; i < indices.length; i += 1) {
    if (i === 0 || indices[i] !== indices[i - 1]) kept.push(points[indices[i]]);
  }
}

/** Index of the first point whose x is at least `x`. */
function lowerBound(points: readonly ChartPoint[], x: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle].x < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
