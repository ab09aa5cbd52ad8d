import { mergeChunks } from './merge-chunks.ts';
import { pointCount, type SeriesChunk } from './series-chunk.ts';

/** Where two recordings of one series part. */
export interface SeriesDifference {
  readonly step: number;
  /** Position in a point of several values, from 0; 0 for scalars. */
  readonly channel: number;
  /** What each recorded there; null where it has no point at this step, or no such channel. */
  readonly values: readonly [number | null, number | null];
}

export interface SeriesAgreement {
  /** Null if all points up to `lastStep` are the same bits. */
  readonly difference: SeriesDifference | null;
  /** Values that agree, before the difference. */
  readonly values: number;
  /** The last step that both have; −1 if one of them has no point. */
  readonly lastStep: number;
  /** Whether one of them goes on after the other's last point. */
  readonly isCut: boolean;
}

/**
 * Compares two recordings of one series bit by bit, from the first point on. One that goes on after the other has ended
 * does not differ from it for that; a point that is missing in between does.
 * @param first in order of steps, as the store returns them; so `second`
 */
export function compareSeries(first: readonly SeriesChunk[], second: readonly SeriesChunk[]): SeriesAgreement {
  const [a, b] = [pointsOf(first), pointsOf(second)];
  let [left, right] = [a.next(), b.next()];
  let values = 0;
  let lastStep = -1;
  while (left.done !== true && right.done !== true) {
    const [one, other] = [left.value, right.value];
    if (one.step !== other.step) {
      const step = Math.min(one.step, other.step);
      const pair = [one.step === step ? one.values[0] : null, other.step === step ? other.values[0] : null] as const;
      return { difference: { step, channel: 0, values: pair }, values, lastStep, isCut: false };
    }
    const width = Math.max(one.values.length, other.values.length);
    for (let channel = 0; channel < width; channel += 1) {
      const pair = [one.values.at(channel) ?? null, other.values.at(channel) ?? null] as const;
      if (!Object.is(pair[0], pair[1])) {
        return { difference: { step: one.step, channel, values: pair }, values, lastStep, isCut: false };
      }
      values += 1;
    }
    lastStep = one.step;
    [left, right] = [a.next(), b.next()];
  }
  return { difference: null, values, lastStep, isCut: left.done !== right.done };
}

interface Point {
  readonly step: number;
  readonly values: Float32Array;
}

function* pointsOf(chunks: readonly SeriesChunk[]): Generator<Point, undefined> {
  for (const chunk of mergeChunks(chunks)) {
    const { firstStep, stride, width, values } = chunk;
    for (let point = 0; point < pointCount(chunk); point += 1) {
      yield { step: firstStep + point * stride, values: values.subarray(point * width, (point + 1) * width) };
    }
  }
  return undefined;
}
