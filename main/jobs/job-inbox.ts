import { LabError } from '#core/errors.ts';
import { jobMessage } from './job-message.ts';
import { malformedMessage } from './malformed-message.ts';
import { bytesOf, UNANSWERED_BATCHES_MAX, type JobMessage } from './protocol.ts';
import { UnansweredBatches } from './unanswered-batches.ts';

/** The most messages, other than pulses, that may be waiting; a job that follows the protocol never has so many. */
const WAITING_MAX = UNANSWERED_BATCHES_MAX + 8;
/** A job sends one pulse per second; a lab that was busy finds many at once. */
const PULSES_A_SECOND_MAX = 10;
const PULSES_AT_ONCE_MAX = 1_000;

export interface JobInboxOptions {
  readonly take: (message: JobMessage) => Promise<void>;
  /** A message that is invalid, or that could not be handled. */
  readonly fail: (thrown: unknown) => void;
  /** The job sends more than it may. Nothing is received after that. */
  readonly flooded: (reason: LabError) => void;
}

/**
 * Messages from one job on their way to the receiver: one after another, however long each takes. The number that may
 * wait is limited, so that a misbehaving job cannot fill the lab's memory. Of waiting pulses, only the newest is kept.
 */
export class JobInbox {
  readonly #options: JobInboxOptions;
  readonly #unanswered = new UnansweredBatches();
  readonly #openedAt = performance.now();
  #waiting = 0;
  #pulses = 0;
  #pulse: JobMessage | null = null;
  #isFlooded = false;
  #handled: Promise<void> = Promise.resolve();

  constructor(options: JobInboxOptions) {
    this.#options = options;
  }

  /** Resolves when everything received by now has been handled. */
  get handled(): Promise<void> {
    return this.#handled;
  }

  /** @param raw The message as it arrived. */
  receive(raw: unknown): void {
    if (this.#isFlooded) return;
    const parsed = jobMessage.safeParse(raw);
    if (parsed.success && parsed.data.kind === 'pulse') return this.#receivePulse(parsed.data);
    if (this.#waiting >= WAITING_MAX)
      return this.#flood(`it sent more than the ${WAITING_MAX} messages that may be waiting`);
    if (!parsed.success) return this.#queue(() => Promise.reject(malformedMessage(raw)));
    const message = parsed.data;
    if (message.kind !== 'events') return this.#queue(() => this.#options.take(message));
    const bytes = bytesOf(message.events);
    if (!this.#unanswered.hasRoomFor(bytes)) {
      return this.#flood(
        `it sent more than the ${UNANSWERED_BATCHES_MAX} batches of events that may be unacknowledged`,
      );
    }
    this.#unanswered.sent(bytes);
    this.#queue(() => this.#options.take(message).finally(() => this.#unanswered.answered()));
  }

  #queue(take: () => Promise<void>): void {
    this.#waiting += 1;
    this.#handle(() => take().finally(() => (this.#waiting -= 1)));
  }

  #receivePulse(pulse: JobMessage): void {
    this.#pulses += 1;
    const seconds = (performance.now() - this.#openedAt) / 1_000;
    if (this.#pulses > PULSES_AT_ONCE_MAX + PULSES_A_SECOND_MAX * seconds) {
      return this.#flood(`it sent ${this.#pulses} pulses in ${Math.ceil(seconds)} s`);
    }
    const isWaiting = this.#pulse !== null;
    this.#pulse = pulse;
    if (isWaiting) return;
    this.#handle(() => {
      const newest = this.#pulse;
      this.#pulse = null;
      return newest === null ? Promise.resolve() : this.#options.take(newest);
    });
  }

  #handle(take: () => Promise<void>): void {
    this.#handled = this.#handled.then(take).catch((thrown: unknown) => {
      // The contents of a flood do not matter.
      if (!this.#isFlooded) this.#options.fail(thrown);
    });
  }

  #flood(how: string): void {
    this.#isFlooded = true;
    this.#options.flooded(
      new LabError(
        'JOB_FAILED',
        `The job process did not wait for the lab: ${how}. It was stopped; what the lab had already received is kept.`,
      ),
    );
  }
}
