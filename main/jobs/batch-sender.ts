import type { TrainEvent } from '#core/train/events.ts';
import type { JobChannel } from './job-channel.ts';
import { bytesOf } from './protocol.ts';
import { UnansweredBatches } from './unanswered-batches.ts';

/** Sends batches of events, and waits while too many of them are unacknowledged. */
export class BatchSender {
  readonly #channel: JobChannel;
  readonly #unanswered = new UnansweredBatches();
  #resume: (() => void) | null = null;

  constructor(channel: JobChannel) {
    this.#channel = channel;
  }

  async send(events: readonly TrainEvent[]): Promise<void> {
    const bytes = bytesOf(events);
    while (!this.#unanswered.hasRoomFor(bytes)) await new Promise<void>((resolve) => (this.#resume = resolve));
    this.#unanswered.sent(bytes);
    await this.#channel.send({ kind: 'events', events });
  }

  /** The lab has handled one batch. */
  taken(): void {
    this.#unanswered.answered();
    this.#resume?.();
    this.#resume = null;
  }
}
