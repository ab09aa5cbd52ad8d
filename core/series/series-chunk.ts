/**
 * Consecutive points of one series of one run, as training reports them, the store keeps them and the contract carries
 * them. Point i stands at step firstStep + i · stride.
 */
export interface SeriesChunk {
  /** The series' name, see `series-name.ts`. */
  readonly series: string;
  readonly firstStep: number;
  /** Steps between two points, at least 1; of no meaning for a single point. */
  readonly stride: number;
  /** Values per point: 1 for a scalar series, the number of channels for running statistics. */
  readonly width: number;
  /** [points, width], row-major. */
  readonly values: Float32Array;
}

/** Where a chunk lies, without its values. */
export interface ChunkSpan {
  readonly firstStep: number;
  readonly stride: number;
  readonly width: number;
  readonly points: number;
}

export function pointCount(chunk: Pick<SeriesChunk, 'values' | 'width'>): number {
  return chunk.values.length / chunk.width;
}

export function spanOf({ firstStep, stride, width, values }: Omit<SeriesChunk, 'series'>): ChunkSpan {
  return { firstStep, stride, width, points: pointCount({ width, values }) };
}

/** The step at which the last point stands. */
export function lastStepOf(span: Pick<ChunkSpan, 'firstStep' | 'stride' | 'points'>): number {
  return span.firstStep + (span.points - 1) * span.stride;
}

/** The parts of `chunks` above `step`: a chunk that spans the step is cut there, and empty ones are left out. */
export function chunksAbove(chunks: readonly SeriesChunk[], step: number): SeriesChunk[] {
  return chunks.flatMap((chunk) => {
    const { firstStep, stride, width, values } = chunk;
    const known = Math.max(0, Math.floor((step - firstStep) / stride) + 1);
    if (known === 0 && values.length > 0) return [chunk];
    const rest = values.subarray(known * width);
    return rest.length === 0 ? [] : [{ ...chunk, firstStep: firstStep + known * stride, values: rest }];
  });
}
