import { lastStepOf, spanOf, type ChunkSpan, type SeriesChunk } from './series-chunk.ts';

/**
 * The stride of both chunks joined, or null if `next` does not continue `last`. A chunk of one point has no stride of
 * its own: it takes the one that joins it.
 */
function joinedStride(last: ChunkSpan, next: ChunkSpan): number | null {
  if (last.width !== next.width) return null;
  const gap = next.firstStep - lastStepOf(last);
  if (gap <= 0) return null;
  if (last.points > 1 && last.stride !== gap) return null;
  if (next.points > 1 && next.stride !== gap) return null;
  return gap;
}

/**
 * The chunks in order, merged where one continues the one before, and cut where a chunk is full. No point is dropped,
 * moved or changed.
 * @param pointsMax points of a width at which a chunk is full, at least 1; default: a chunk is never full
 */
export function mergeChunks(
  chunks: readonly SeriesChunk[],
  pointsMax: (width: number) => number = () => Infinity,
): SeriesChunk[] {
  const merged: { series: string; span: ChunkSpan; parts: Float32Array[] }[] = [];
  for (const chunk of chunks) {
    const { series, firstStep, stride, width, values } = chunk;
    const [span, full] = [spanOf(chunk), pointsMax(width)];
    let joined = 0;
    const last = merged.at(-1);
    const commonStride = last?.series === series ? joinedStride(last.span, span) : null;
    if (last !== undefined && commonStride !== null && last.span.points < full) {
      joined = Math.min(span.points, full - last.span.points);
      last.span = { ...last.span, stride: commonStride, points: last.span.points + joined };
      last.parts.push(values.subarray(0, joined * width));
    }
    for (let first = joined; first < span.points; first += full) {
      const points = Math.min(full, span.points - first);
      merged.push({
        series,
        span: { firstStep: firstStep + first * stride, stride, width, points },
        parts: [values.subarray(first * width, (first + points) * width)],
      });
    }
  }
  return merged.map(({ series, span: { firstStep, stride, width, points }, parts }) => ({
    series,
    firstStep,
    stride,
    width,
    values: parts.length === 1 ? parts[0] : concatenate(parts, points * width),
  }));
}

function concatenate(parts: readonly Float32Array[], length: number): Float32Array {
  const all = new Float32Array(length);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
