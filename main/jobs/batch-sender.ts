import type { TrainEvent } from '#core/train/events.ts';
import type { JobChannel } from './job-channel.ts';
import { UNANSWERED_BATCHES_MAX } from './protocol.ts';

/** Sends batches of events, and waits while too many of them are unanswered. */
export class BatchSender {
  readonly #channel: JobChannel;
  #unanswered = 0;
  #resume: (() => void) | null = null;

  constructor(channel: JobChannel) {
    this.#channel = channel;
  }

  async send(events: readonly TrainEvent[]): Promise<void> {
    while (this.#unanswered >= UNANSWERED_BATCHES_MAX) await new Promise<void>((resolve) => (this.#resume = resolve));
    this.#unanswered += 1;
    await this.#channel.send({ kind: 'events', events });
  }

  /** The lab has taken care of one batch. */
  taken(): void {
    this.#unanswered -= 1;
    this.#resume?.();
    this.#resume = null;
  }
}
