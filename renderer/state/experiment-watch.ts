import type { LabEvent } from '#core/contract/lab-event.ts';
import type { LabClient } from '../api/connection.svelte.ts';
import { listen } from './watch.ts';

export interface ExperimentListener {
  /** Events come from now on. Missed events are not replayed: everything has to be loaded. */
  watchStarted(series: readonly string[]): void;
  /** The points of these series come from now on. No event was missed meanwhile. */
  seriesNamed(series: readonly string[]): void;
  apply(event: LabEvent): void;
}

interface Subscription {
  readonly stop: AbortController;
  stands: boolean;
}

/**
 * Watches one experiment with the points of some of its series. Which ones may change: the next subscription takes over
 * only once it stands, so that no event is missed in between.
 */
export class ExperimentWatch {
  readonly #client: Pick<LabClient, 'lab'>;
  readonly #experimentId: string;
  readonly #listener: ExperimentListener;
  #series: readonly string[] | null = null;
  #present: Subscription | null = null;
  #next: Subscription | null = null;

  constructor(client: Pick<LabClient, 'lab'>, experimentId: string, listener: ExperimentListener) {
    this.#client = client;
    this.#experimentId = experimentId;
    this.#listener = listener;
  }

  /** Starts with these series, or goes on with them. */
  name(series: readonly string[]): void {
    if (this.#series?.join() === series.join()) return;
    this.#series = series;
    this.#next?.stop.abort();
    const next: Subscription = { stop: new AbortController(), stands: false };
    this.#next = next;
    void listen(this.#client, { experimentId: this.#experimentId, series: [...series] }, next.stop.signal, {
      start: () => this.#start(next, series),
      event: (event) => this.#listener.apply(event),
      end: () => (next.stands = false),
    });
  }

  stop(): void {
    this.#next?.stop.abort();
    this.#present?.stop.abort();
  }

  #start(subscription: Subscription, series: readonly string[]): void {
    const follows = subscription === this.#next && this.#present?.stands === true;
    if (subscription === this.#next) {
      this.#present?.stop.abort();
      [this.#present, this.#next] = [subscription, null];
    }
    subscription.stands = true;
    if (follows) this.#listener.seriesNamed(series);
    else this.#listener.watchStarted(series);
  }
}
