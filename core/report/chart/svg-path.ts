/** Points in pixels: x rises; y may be NaN, which leaves a gap. */
export interface PixelLine {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/**
 * Path of a line. Where several points fall into one column of pixels, only the first, the lowest, the highest and the
 * last are drawn: nothing visible is lost, and 50,000 points take as much room as the picture is wide.
 */
export function linePath({ x, y }: PixelLine): string {
  let path = '';
  let pen = false;
  const draw = (index: number) => {
    path += `${pen ? 'L' : 'M'}${coordinate(x[index])} ${coordinate(y[index])}`;
    pen = true;
  };
  for (let first = 0; first < x.length;) {
    let end = first;
    let lowest = -1;
    let highest = -1;
    const column = Math.floor(x[first]);
    for (; end < x.length && Math.floor(x[end]) === column && Number.isFinite(y[end]); end++) {
      if (lowest < 0 || y[end] < y[lowest]) lowest = end;
      if (highest < 0 || y[end] > y[highest]) highest = end;
    }
    if (end === first) {
      // A point that is not finite ends the line; the next one begins another.
      pen = false;
      first++;
      continue;
    }
    for (const index of new Set([first, lowest, highest, end - 1].sort((a, b) => a - b))) draw(index);
    first = end;
  }
  return path;
}

/** Closed path between two edges, one piece for each stretch in which both are finite. */
export function bandPath(x: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>): string {
  let path = '';
  for (let first = 0; first < x.length; first++) {
    let end = first;
    while (end < x.length && Number.isFinite(low[end]) && Number.isFinite(high[end])) end++;
    if (end - first >= 2) {
      const upper = Array.from(
        { length: end - first },
        (_, i) => `${coordinate(x[first + i])} ${coordinate(high[first + i])}`,
      );
      const lower = Array.from(
        { length: end - first },
        (_, i) => `${coordinate(x[end - 1 - i])} ${coordinate(low[end - 1 - i])}`,
      );
      path += `M${[...upper, ...lower].join('L')}Z`;
    }
    if (end > first) first = end - 1;
  }
  return path;
}

function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}
