import type { Curve, CurveChunk } from '#core/series/curve.ts';

interface Stretch {
  readonly firstStep: number;
  stride: number;
  /** Index of its first point. */
  readonly start: number;
  count: number;
}

/**
 * One growing series of one run. Points arrive twice when a watcher starts while the past is being loaded: a step that
 * is not above the last one is already known and is left out.
 */
export class SeriesBuffer {
  readonly width: number;
  #steps = new Float64Array(64);
  #values: Float32Array;
  #count = 0;
  /** The points as they lie at equal distances, one stretch after the other. */
  readonly #stretches: Stretch[] = [];

  constructor(width: number) {
    this.width = width;
    this.#values = new Float32Array(64 * width);
  }

  get count(): number {
    return this.#count;
  }

  /** Point k stands at step steps[k]. */
  get steps(): Float64Array {
    return this.#steps.subarray(0, this.#count);
  }

  /** Point-major: [count, width]. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#count * this.width);
  }

  /** The series as statistics take it; for series of scalars. */
  get curve(): Curve {
    return { steps: this.steps, values: this.values };
  }

  /** The same in chunks, as the lab keeps it; for series of scalars. */
  get chunks(): CurveChunk[] {
    return this.#stretches.map(({ firstStep, stride, start, count }) => ({
      firstStep,
      stride,
      values: this.#values.subarray(start, start + count),
    }));
  }

  append(chunk: CurveChunk): void {
    const points = Math.floor(chunk.values.length / this.width);
    this.#reserve(this.#count + points);
    for (let i = 0; i < points; i += 1) {
      const step = chunk.firstStep + i * chunk.stride;
      if (this.#count > 0 && step <= this.#steps[this.#count - 1]) continue;
      this.#steps[this.#count] = step;
      for (let k = 0; k < this.width; k += 1) {
        this.#values[this.#count * this.width + k] = chunk.values[i * this.width + k];
      }
      this.#extend(step);
      this.#count += 1;
    }
  }

  /** The point that comes next stands at this step. */
  #extend(step: number): void {
    const last = this.#stretches.at(-1);
    if (last === undefined) this.#stretches.push({ firstStep: step, stride: 1, start: 0, count: 1 });
    else if (last.count === 1) [last.stride, last.count] = [step - last.firstStep, 2];
    else if (step === last.firstStep + last.count * last.stride) last.count += 1;
    else this.#stretches.push({ firstStep: step, stride: 1, start: this.#count, count: 1 });
  }

  #reserve(count: number): void {
    if (count <= this.#steps.length) return;
    const capacity = Math.max(count, this.#steps.length * 2);
    const steps = new Float64Array(capacity);
    steps.set(this.#steps);
    const values = new Float32Array(capacity * this.width);
    values.set(this.#values);
    this.#steps = steps;
    this.#values = values;
  }
}
