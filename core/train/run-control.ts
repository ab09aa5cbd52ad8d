/**
 * What a run is asked for from outside. It looks between calls of the device, several times a second, and ends at the
 * step it is at: cancelled, or paused with a checkpoint from which it can go on. Cancelling has the last word.
 */
export interface RunControl {
  readonly request: 'pause' | 'cancel' | null;
}

/** A control that holds what was asked for. */
export class RunRequests implements RunControl {
  #request: RunControl['request'] = null;

  get request(): RunControl['request'] {
    return this.#request;
  }

  pause(): void {
    this.#request ??= 'pause';
  }

  cancel(): void {
    this.#request = 'cancel';
  }
}
