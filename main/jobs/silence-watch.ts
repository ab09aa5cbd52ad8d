/** Checks several times within the allowed silence. */
const LOOKS = 8;

/**
 * Notices a long silence. It counts timer ticks instead of reading a clock: while the machine sleeps or this process is
 * busy there are no ticks, so neither counts as the other side's silence, and setting the clock changes nothing.
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
