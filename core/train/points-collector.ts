import { assert } from '../assert.ts';
import type { PointsEvent } from './events.ts';

/** Evenly spaced points of one series that have not been announced yet. */
interface Pending {
  readonly firstStep: number;
  /** Null while there is only one point. */
  stride: number | null;
  lastStep: number;
  readonly width: number;
  readonly values: number[];
}

/**
 * Collects points until they are announced, so that a run emits a few events per second and not one per step. Points of a
 * series share an event as long as their steps are evenly spaced.
 */
export class PointsCollector {
  readonly #pending = new Map<string, Pending>();
  #complete: PointsEvent[] = [];

  /** @param values One value, or one per element for a series of vectors. */
  add(series: string, step: number, values: ArrayLike<number>): void {
    const pending = this.#pending.get(series);
    if (pending !== undefined) {
      const stride = step - pending.lastStep;
      assert(stride > 0 && values.length === pending.width, `points of ${series} ascend and have one width`);
      if (pending.stride === null || pending.stride === stride) {
        pending.stride = stride;
        pending.lastStep = step;
        append(pending.values, values);
        return;
      }
      this.#complete.push(pointsEvent(series, pending));
    }
    const started: Pending = { firstStep: step, stride: null, lastStep: step, width: values.length, values: [] };
    append(started.values, values);
    this.#pending.set(series, started);
  }

  /** Everything added since the last call; each series in order of steps. */
  drain(): PointsEvent[] {
    const events = this.#complete;
    for (const [series, pending] of this.#pending) events.push(pointsEvent(series, pending));
    this.#complete = [];
    this.#pending.clear();
    return events;
  }
}

function append(target: number[], values: ArrayLike<number>): void {
  for (let index = 0; index < values.length; index += 1) target.push(values[index]);
}

function pointsEvent(series: string, { firstStep, stride, width, values }: Pending): PointsEvent {
  return { kind: 'points', series, firstStep, stride: stride ?? 1, width, values: Float32Array.from(values) };
}
