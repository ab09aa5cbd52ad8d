import type { Curve, CurveChunk } from '../series/curve.ts';
import type { StepRange } from '../series/step-range.ts';

export interface ThinnedCurve extends Curve {
  readonly steps: Float64Array;
  readonly values: Float32Array;
  /** Points that the series has in the range; as many as there are steps here if none was left out. */
  readonly points: number;
}

/** Of each bucket: the first point, the least, the greatest, the first that is not finite, and the last. */
const POINTS_PER_BUCKET = 5;

/**
 * The points of a scalar series in `range` that can be seen where it is drawn: all of them if they are `pointsMax` at
 * most; else the range is cut into buckets of equal width in steps, and of each bucket those are kept that reach
 * furthest. Nothing that would stick out is lost, and what is not finite stays a gap.
 *
 * chunks: ascending steps. pointsMax: at least 5, one bucket.
 */
export function thinCurve(chunks: readonly CurveChunk[], range: StepRange, pointsMax: number): ThinnedCurve {
  const spans = chunks.map((chunk) => spanWithin(chunk, range)).filter((span) => span.end > span.start);
  const points = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  if (points <= pointsMax) return { ...whole(spans, points), points };

  const firstStep = stepAt(spans[0], spans[0].start);
  const last = spans[spans.length - 1];
  const buckets = Math.max(1, Math.floor(pointsMax / POINTS_PER_BUCKET));
  const bucketWidth = (stepAt(last, last.end - 1) - firstStep + 1) / buckets;
  const kept = new KeptPoints(buckets * POINTS_PER_BUCKET);
  let bucket = 0;
  for (const span of spans) {
    let index = span.start;
    while (index < span.end) {
      bucket = Math.max(bucket, Math.floor((stepAt(span, index) - firstStep) / bucketWidth));
      const nextBucketStep = firstStep + (bucket + 1) * bucketWidth;
      const end = Math.min(span.end, Math.max(index + 1, Math.ceil((nextBucketStep - span.firstStep) / span.stride)));
      kept.add(bucket, span, index, end);
      index = end;
    }
  }
  return { ...kept.curve(), points };
}

interface Span extends CurveChunk {
  /** Indices of the points in the range: from `start` up to, without, `end`. */
  readonly start: number;
  readonly end: number;
}

function spanWithin(chunk: CurveChunk, { from, to }: StepRange): Span {
  const { firstStep, stride, values } = chunk;
  const start = Math.max(0, Math.ceil((from - firstStep) / stride));
  const end = Math.min(values.length, Math.floor((to - firstStep) / stride) + 1);
  return { firstStep, stride, values, start, end };
}

function stepAt(span: CurveChunk, index: number): number {
  return span.firstStep + index * span.stride;
}

function whole(spans: readonly Span[], points: number): { steps: Float64Array; values: Float32Array } {
  const steps = new Float64Array(points);
  const values = new Float32Array(points);
  let at = 0;
  for (const span of spans) {
    for (let index = span.start; index < span.end; index += 1, at += 1) {
      steps[at] = stepAt(span, index);
      values[at] = span.values[index];
    }
  }
  return { steps, values };
}

/** What is kept of the buckets so far, and of the one that is being filled, which may go on in the next chunk. */
class KeptPoints {
  readonly #steps: Float64Array;
  readonly #values: Float32Array;
  #count = 0;
  #bucket = -1;
  /** Steps and values of the five points of the present bucket; a step of NaN where there is no such point. */
  readonly #bucketSteps = new Float64Array(POINTS_PER_BUCKET);
  readonly #bucketValues = new Float64Array(POINTS_PER_BUCKET);

  constructor(capacity: number) {
    this.#steps = new Float64Array(capacity);
    this.#values = new Float32Array(capacity);
  }

  add(bucket: number, span: Span, start: number, end: number): void {
    if (bucket !== this.#bucket) {
      this.#flush();
      this.#bucket = bucket;
      this.#bucketSteps.fill(Number.NaN);
      this.#keep(FIRST, span, start);
    }
    const known = !Number.isNaN(this.#bucketSteps[LEAST]);
    let [least, greatest, leastAt, greatestAt, gapAt] = [Infinity, -Infinity, -1, -1, -1];
    if (known) [least, greatest] = [this.#bucketValues[LEAST], this.#bucketValues[GREATEST]];
    const { values } = span;
    for (let index = start; index < end; index += 1) {
      const value = values[index];
      if (value - value !== 0) {
        if (gapAt === -1) gapAt = index;
        continue;
      }
      if (value < least) [least, leastAt] = [value, index];
      if (value > greatest) [greatest, greatestAt] = [value, index];
    }
    if (leastAt !== -1) this.#keep(LEAST, span, leastAt);
    if (greatestAt !== -1) this.#keep(GREATEST, span, greatestAt);
    if (gapAt !== -1 && Number.isNaN(this.#bucketSteps[GAP])) this.#keep(GAP, span, gapAt);
    this.#keep(LAST, span, end - 1);
  }

  curve(): { steps: Float64Array; values: Float32Array } {
    this.#flush();
    return { steps: this.#steps.slice(0, this.#count), values: this.#values.slice(0, this.#count) };
  }

  #keep(which: number, span: Span, index: number): void {
    this.#bucketSteps[which] = stepAt(span, index);
    this.#bucketValues[which] = span.values[index];
  }

  /** In the order of their steps, each once. */
  #flush(): void {
    if (this.#bucket === -1) return;
    const order = [FIRST, LEAST, GREATEST, GAP, LAST].filter((which) => !Number.isNaN(this.#bucketSteps[which]));
    order.sort((one, other) => this.#bucketSteps[one] - this.#bucketSteps[other]);
    for (const which of order) {
      const step = this.#bucketSteps[which];
      if (this.#count > 0 && this.#steps[this.#count - 1] === step) continue;
      this.#steps[this.#count] = step;
      this.#values[this.#count] = this.#bucketValues[which];
      this.#count += 1;
    }
  }
}

const FIRST = 0;
const LEAST = 1;
const GREATEST = 2;
const GAP = 3;
const LAST = 4;
