/** Looks within the time that silence may last. */
const LOOKS = 8;

/**
 * Notices that nothing has been heard for long. It counts looks of a timer instead of reading a clock: while the machine
 * sleeps or this process is busy no look is taken, so that neither counts as the other side's silence, and a clock that
 * is set changes nothing.
 */
export class SilenceWatch {
  readonly #timer: NodeJS.Timeout;
  #looks = 0;

  constructor(silenceMaxMs: number, onSilence: () => void) {
    this.#timer = setInterval(() => {
      this.#looks += 1;
      if (this.#looks < LOOKS) return;
      this.stop();
      onSilence();
    }, silenceMaxMs / LOOKS);
  }

  heard(): void {
    this.#looks = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
