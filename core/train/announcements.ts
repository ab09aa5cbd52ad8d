import type { PointsEvent, TrainEvent } from './events.ts';
import { PointsCollector } from './points-collector.ts';

/** Points and progress are announced this often, and no oftener. */
const REPORT_INTERVAL_MS = 200;

/** Makes a few events a second of what the loop tells after each call of the device. */
export class Announcements {
  readonly #clock: () => number;
  readonly #points = new PointsCollector();
  #announcedAt = -Infinity;

  /** @param clock Milliseconds since any moment; never goes back. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add({ series, firstStep, stride, width, values }: PointsEvent): void {
    for (let point = 0; point * width < values.length; point += 1) {
      this.#points.add(series, firstStep + point * stride, values.subarray(point * width, (point + 1) * width));
    }
  }

  /** Everything so far and how far the run is, if it is time. */
  *progress(step: number): Generator<TrainEvent, void, void> {
    const now = this.#clock();
    if (now - this.#announcedAt < REPORT_INTERVAL_MS) return;
    this.#announcedAt = now;
    yield* this.#points.drain();
    yield { kind: 'progress', step };
  }

  /** The points so far. */
  drain(): PointsEvent[] {
    return this.#points.drain();
  }
}
