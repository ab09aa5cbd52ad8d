import { decodeChunk } from '#core/contract/series-codec.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { StoredSeries } from '#main/store/series/stored-series.ts';

/** Values by step of each series of each run that a lab has said are stored. */
export class AcknowledgedPoints {
  readonly #values = new Map<string, Map<number, readonly number[]>>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  hear(event: LabEvent): void {
    if (event.kind !== 'points') return;
    const { firstStep, stride, width, values } = decodeChunk(event.name, event.chunk);
    const series = this.#series(`${event.runId} ${event.name}`);
    for (let point = 0; point < values.length / width; point += 1) {
      series.set(firstStep + point * stride, [...values.subarray(point * width, (point + 1) * width)]);
      this.#count += 1;
    }
  }

  /** What was acknowledged and is not stored, or is stored with another value; empty if all is well. */
  missingFrom(stored: readonly StoredSeries[]): string[] {
    const missing: string[] = [];
    const found = new Map(stored.map((series) => [`${series.runId} ${series.name}`, valuesByStep(series)]));
    for (const [key, points] of this.#values) {
      for (const [step, values] of points) {
        const there = found.get(key)?.get(step);
        if (there === undefined || there.some((value, index) => !Object.is(value, values[index]))) {
          missing.push(`${key} at step ${step}: acknowledged ${String(values)}, stored ${String(there)}`);
        }
      }
    }
    return missing;
  }

  #series(key: string): Map<number, readonly number[]> {
    const known = this.#values.get(key) ?? new Map<number, readonly number[]>();
    this.#values.set(key, known);
    return known;
  }
}

/** @throws Error if a step is stored twice, or out of order */
export function valuesByStep({ runId, name, chunks }: StoredSeries): Map<number, readonly number[]> {
  const values = new Map<number, readonly number[]>();
  let last = -Infinity;
  for (const chunk of chunks) {
    for (let point = 0; point < chunk.values.length / chunk.width; point += 1) {
      const step = chunk.firstStep + point * chunk.stride;
      if (step <= last) throw new Error(`${name} of run ${runId}: step ${step} is stored after step ${last}`);
      last = step;
      values.set(step, [...chunk.values.subarray(point * chunk.width, (point + 1) * chunk.width)]);
    }
  }
  return values;
}
