import { CPU, MEMORY } from '#core/series/series-name.ts';
import type { PointsEvent } from '#core/train/events.ts';
import { PointsCollector } from '#core/train/points-collector.ts';
import type { Pulse } from './protocol.ts';
import { ResourceUsage } from './resource-usage.ts';

const INTERVAL_MS = 1_000;

/**
 * The job's heartbeat: measures once a second what the process uses of the machine, reports it at once, and also
 * collects it as points of `resources/cpu` and `resources/memory`, whose steps are whole seconds since the run first
 * started. A process that computes without pause measures as soon as it can.
 */
export class Pulses {
  readonly #usage = new ResourceUsage();
  readonly #startedAt = performance.now();
  readonly #send: (pulse: Pulse) => Promise<void>;
  readonly #points = new PointsCollector();
  readonly #timer: NodeJS.Timeout;
  readonly #firstSecond: number;
  #lastSecond: number;
  #sending: Promise<void> | null = null;

  /** @param earlierSeconds the duration of the run's earlier attempts */
  constructor(earlierSeconds: number, send: (pulse: Pulse) => Promise<void>) {
    // The points of an earlier attempt end there at the latest.
    this.#firstSecond = Math.ceil(earlierSeconds);
    this.#lastSecond = this.#firstSecond;
    this.#send = send;
    this.#timer = setInterval(() => void this.#beat(), INTERVAL_MS);
  }

  /** Points collected since the last call. */
  drain(): PointsEvent[] {
    return this.#points.drain();
  }

  /** The last pulse, with the peak of the whole attempt. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sending;
    await this.#beat();
  }

  #beat(): Promise<void> {
    // A full channel needs no more pulses: the next one includes everything.
    this.#sending ??= this.#look().finally(() => (this.#sending = null));
    return this.#sending;
  }

  #look(): Promise<void> {
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    const { cpu, memoryBytes, peakMemoryBytes } = this.#usage.look();
    const second = this.#firstSecond + Math.floor(seconds);
    if (second > this.#lastSecond) {
      this.#lastSecond = second;
      this.#points.add(CPU, second, [cpu]);
      this.#points.add(MEMORY, second, [memoryBytes]);
    }
    return this.#send({ seconds, cpu, memoryBytes, peakMemoryBytes });
  }
}
