/** Enough that one slow request does not hold up the others. */
const AT_ONCE = 4;
const LOOK_MS = 20;

/** Lets a few requests of a connection be answered at a time, in their order, while the other side keeps up. */
export class AnsweringTurns {
  readonly #mayAnswer: () => boolean;
  readonly #slowMs: number;
  readonly #waiting: (() => void)[] = [];
  #answering = 0;
  #isClosed = false;
  #isTooSlow = false;

  /**
   * @param mayAnswer whether the other side has read enough for another answer
   * @param slowMs how long it may not have, with a request waiting
   */
  constructor(mayAnswer: () => boolean, slowMs: number) {
    this.#mayAnswer = mayAnswer;
    this.#slowMs = slowMs;
  }

  get isTooSlow(): boolean {
    return this.#isTooSlow;
  }

  /** @throws Error if the connection was closed before its turn, or the other side was too slow */
  async take<T>(answer: () => Promise<T>): Promise<T> {
    if (this.#answering >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#answering += 1;
    try {
      await this.#untilRead();
      if (this.#isClosed) throw new Error('the connection is closed');
      return await answer();
    } finally {
      this.#answering -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Requests that wait are not answered any more. */
  close(): void {
    this.#isClosed = true;
    for (const next of this.#waiting.splice(0)) next();
  }

  async #untilRead(): Promise<void> {
    const began = performance.now();
    while (!this.#isClosed && !this.#mayAnswer()) {
      if (performance.now() - began > this.#slowMs) {
        this.#isTooSlow = true;
        throw new Error('the other side does not read');
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}
