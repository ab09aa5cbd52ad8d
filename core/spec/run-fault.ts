/** A broken rule over several fields of a run's spec. */
export interface RunFault {
  /** The fields that the rule involves, the most likely cause first. */
  readonly fields: readonly [string, ...string[]];
  readonly expected: string;
  readonly received: string;
}
