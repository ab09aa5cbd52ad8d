import type { PointsEvent } from '#core/train/events.ts';

/**
 * How points that are reported in many small pieces become few chunks. A piece that goes on where the last chunk ended
 * is joined to it; anything else starts a chunk of its own. No point is dropped, moved or changed by it.
 */

/**
 * A chunk is filled up to this many values: as many as fit one page of the database (4 KiB) with all that stands beside
 * them. So a small piece costs the writing of one page, and a full chunk leaves nothing of its page unused.
 */
export const CHUNK_VALUES_MAX = 1_000;
/** Of wide points, too few fit a page to fill it: their chunks take several pages (16 KiB). */
export const WIDE_CHUNK_VALUES_MAX = 4_096;
/** The width from which points are wide. */
export const WIDE = 101;

/** Where a chunk lies, without its values. */
export type ChunkSpan = Pick<PointsEvent, 'firstStep' | 'stride' | 'width'> & { readonly points: number };

/**
 * The stride of both chunks joined, or null if `next` does not continue `last`. A chunk of one point has no stride of
 * its own: it takes the one that joins it.
 */
export function joinedStride(last: ChunkSpan, next: ChunkSpan): number | null {
  if (last.width !== next.width) return null;
  const gap = next.firstStep - lastStepOf(last);
  if (gap <= 0) return null;
  if (last.points > 1 && last.stride !== gap) return null;
  if (next.points > 1 && next.stride !== gap) return null;
  return gap;
}

/** The step at which a chunk's last point stands. */
export function lastStepOf(span: Pick<ChunkSpan, 'firstStep' | 'stride' | 'points'>): number {
  return span.firstStep + (span.points - 1) * span.stride;
}

/** What of `pieces` stands above `step`; pieces that lie across it are cut there, and empty ones left out. */
export function piecesAbove(pieces: readonly PointsEvent[], step: number): PointsEvent[] {
  return pieces.flatMap((piece) => {
    const { firstStep, stride, width, values } = piece;
    const known = Math.max(0, Math.floor((step - firstStep) / stride) + 1);
    if (known === 0 && values.length > 0) return [piece];
    const rest = values.subarray(known * width);
    return rest.length === 0 ? [] : [{ ...piece, firstStep: firstStep + known * stride, values: rest }];
  });
}

export function pointCount(chunk: Pick<PointsEvent, 'values' | 'width'>): number {
  return chunk.values.length / chunk.width;
}

/** Points of such a width that a chunk is filled up to: one at least, however wide it is. */
export function chunkPointsMax(
  width: number,
  valuesMax = width < WIDE ? CHUNK_VALUES_MAX : WIDE_CHUNK_VALUES_MAX,
): number {
  return Math.max(1, Math.floor(valuesMax / width));
}

/** `pieces` in order, joined where they continue each other, and cut where a chunk is full. */
export function joinChunks<T extends PointsEvent>(pieces: readonly T[], valuesMax?: number): PointsEvent[] {
  const chunks: { series: string; span: ChunkSpan; parts: Float32Array[] }[] = [];
  for (const piece of pieces) {
    const { series, firstStep, stride, width, values } = piece;
    const [span, pointsMax] = [spanOf(piece), chunkPointsMax(width, valuesMax)];
    let joined = 0;
    const last = chunks.at(-1);
    const commonStride = last?.series === series ? joinedStride(last.span, span) : null;
    if (last !== undefined && commonStride !== null && last.span.points < pointsMax) {
      joined = Math.min(span.points, pointsMax - last.span.points);
      last.span = { ...last.span, stride: commonStride, points: last.span.points + joined };
      last.parts.push(values.subarray(0, joined * width));
    }
    for (let first = joined; first < span.points; first += pointsMax) {
      const points = Math.min(pointsMax, span.points - first);
      chunks.push({
        series,
        span: { firstStep: firstStep + first * stride, stride, width, points },
        parts: [values.subarray(first * width, (first + points) * width)],
      });
    }
  }
  return chunks.map(({ series, span: { firstStep, stride, width, points }, parts }) => ({
    kind: 'points',
    series,
    firstStep,
    stride,
    width,
    values: parts.length === 1 ? parts[0] : concatenate(parts, points * width),
  }));
}

export function spanOf(chunk: PointsEvent): ChunkSpan {
  return { firstStep: chunk.firstStep, stride: chunk.stride, width: chunk.width, points: pointCount(chunk) };
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
