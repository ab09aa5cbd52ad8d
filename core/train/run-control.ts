/**
 * A request to a run from outside. The run checks it between device calls, several times per second, and ends at its current
 * step: cancelled, or paused with a checkpoint from which it can resume. A cancellation overrides a pause.
 */
export interface RunControl {
  readonly request: 'pause' | 'cancel' | null;
}

/** A control that holds the latest request. */
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
