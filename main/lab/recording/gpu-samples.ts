import { GPU } from '#core/series/series-name.ts';
import type { PointsEvent } from '#core/train/events.ts';

/** A driver is asked by starting a program, which is too dear for every second. */
const INTERVAL_SECONDS = 5;

/**
 * Points of `resources/gpu` while a run computes on the graphics processor: its job cannot tell, so the lab asks the
 * system, a few times a minute. A system that does not tell is asked once.
 */
export class GpuSamples {
  readonly #ask: () => Promise<number | null>;
  readonly #earlierSeconds: number;
  #nextSecond: number;
  #isTold = true;

  /** @param earlierSeconds what earlier attempts of the run took */
  constructor(ask: () => Promise<number | null>, earlierSeconds: number) {
    this.#ask = ask;
    this.#earlierSeconds = Math.ceil(earlierSeconds);
    this.#nextSecond = this.#earlierSeconds + 1;
  }

  /** @param seconds since the attempt began. @returns the point that is due; null if none is */
  async at(seconds: number): Promise<PointsEvent | null> {
    const second = this.#earlierSeconds + Math.floor(seconds);
    if (!this.#isTold || second < this.#nextSecond) return null;
    this.#nextSecond = second + INTERVAL_SECONDS;
    const share = await this.#ask();
    this.#isTold = share !== null;
    if (share === null) return null;
    return {
      kind: 'points',
      series: GPU,
      firstStep: second,
      stride: 1,
      width: 1,
      values: Float32Array.of(share),
    };
  }
}
