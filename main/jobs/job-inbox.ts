import { LabError } from '#core/errors.ts';
import { jobMessage } from './job-message.ts';
import { malformedMessage } from './malformed-message.ts';
import { bytesOf, UNANSWERED_BATCHES_MAX, type JobMessage } from './protocol.ts';
import { UnansweredBatches } from './unanswered-batches.ts';

/** Messages other than pulses that may wait; a job that keeps to the protocol never has so many. */
const WAITING_MAX = UNANSWERED_BATCHES_MAX + 8;
/** A job sends a pulse a second; a lab that was busy meets many at once. */
const PULSES_A_SECOND_MAX = 10;
const PULSES_AT_ONCE_MAX = 1_000;

export interface JobInboxOptions {
  readonly take: (message: JobMessage) => Promise<void>;
  /** A message that is none, or that could not be taken. */
  readonly fail: (thrown: unknown) => void;
  /** The job says more than it may. Nothing is received after that. */
  readonly flooded: (reason: LabError) => void;
}

/**
 * What one job says, on its way to who takes it: one message after the other, however long each takes. So much and no more
 * may wait, so that a job that does not keep to the protocol cannot fill the lab's memory. Of pulses the newest waits.
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

  /** Resolves when all that was received by now has been taken. */
  get handled(): Promise<void> {
    return this.#handled;
  }

  /** @param raw As it arrived. */
  receive(raw: unknown): void {
    if (this.#isFlooded) return;
    const parsed = jobMessage.safeParse(raw);
    if (parsed.success && parsed.data.kind === 'pulse') return this.#receivePulse(parsed.data);
    if (this.#waiting >= WAITING_MAX) return this.#flood(`it sent more than the ${WAITING_MAX} messages that may wait`);
    if (!parsed.success) return this.#queue(() => Promise.reject(malformedMessage(raw)));
    const message = parsed.data;
    if (message.kind !== 'events') return this.#queue(() => this.#options.take(message));
    const bytes = bytesOf(message.events);
    if (!this.#unanswered.hasRoomFor(bytes)) {
      return this.#flood(
        `it sent more than the ${UNANSWERED_BATCHES_MAX} batches of events that may wait for an answer`,
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
      // Of a flood, what is in it does not matter.
      if (!this.#isFlooded) this.#options.fail(thrown);
    });
  }

  #flood(how: string): void {
    this.#isFlooded = true;
    this.#options.flooded(
      new LabError(
        'JOB_FAILED',
        `The job process did not wait for the lab: ${how}. It was ended; what was taken is kept.`,
      ),
    );
  }
}
