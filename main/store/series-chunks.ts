import type { PointsEvent } from '#core/train/events.ts';

/**
 * How points that are reported in many small pieces become few chunks. A piece that goes on where the last chunk ended
 * is joined to it; anything else starts a chunk of its own. No point is dropped, moved or changed by it.
 */

/** A chunk is not extended beyond this many values (16 KiB): long enough to read fast, short enough to rewrite often. */
export const CHUNK_VALUES_MAX = 4_096;

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

/** `pieces` in order, joined where they continue each other and the result stays within `valuesMax`. */
export function joinChunks<T extends PointsEvent>(
  pieces: readonly T[],
  valuesMax: number = CHUNK_VALUES_MAX,
): PointsEvent[] {
  const chunks: { span: ChunkSpan; series: string; parts: Float32Array[]; values: number }[] = [];
  for (const piece of pieces) {
    const span = { ...spanOf(piece) };
    const last = chunks.at(-1);
    const stride = last?.series === piece.series ? joinedStride(last.span, span) : null;
    if (last !== undefined && stride !== null && last.values + piece.values.length <= valuesMax) {
      last.span = { ...last.span, stride, points: last.span.points + span.points };
      last.parts.push(piece.values);
      last.values += piece.values.length;
    } else {
      chunks.push({ span, series: piece.series, parts: [piece.values], values: piece.values.length });
    }
  }
  return chunks.map(({ span, series, parts, values }) => ({
    kind: 'points',
    series,
    firstStep: span.firstStep,
    stride: span.stride,
    width: span.width,
    values: parts.length === 1 ? parts[0] : concatenate(parts, values),
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
