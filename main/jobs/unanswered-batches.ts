import { UNANSWERED_BATCHES_MAX, UNANSWERED_BYTES_MAX } from './protocol.ts';

/** Batches of events in flight, as both ends of the connection count them. */
export class UnansweredBatches {
  readonly #sizes: number[] = [];
  #bytes = 0;

  /** Whether one more batch of this many bytes may be sent. */
  hasRoomFor(bytes: number): boolean {
    if (this.#sizes.length === 0) return true;
    return this.#sizes.length < UNANSWERED_BATCHES_MAX && this.#bytes + bytes <= UNANSWERED_BYTES_MAX;
  }

  sent(bytes: number): void {
    this.#sizes.push(bytes);
    this.#bytes += bytes;
  }

  /** The oldest one. */
  answered(): void {
    this.#bytes -= this.#sizes.shift() ?? 0;
  }
}
