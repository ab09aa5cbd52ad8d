import type { PointsEvent, TrainEvent } from './events.ts';
import { PointsCollector } from './points-collector.ts';

/** The shortest time between two announcements of points and progress. */
const REPORT_INTERVAL_MS = 200;

/** Condenses the loop's events, one batch per device call, into a few announcements per second. */
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

  /** The points so far and the step reached, if an announcement is due. */
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
