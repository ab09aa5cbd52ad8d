/** Looked at between calls of the device; an AbortSignal fits. */
export interface CancelSignal {
  readonly aborted: boolean;
}
