/** A rule over several fields of a run's spec that is broken. */
export interface RunFault {
  /** The fields that the rule is about, most to blame first. */
  readonly fields: readonly [string, ...string[]];
  readonly expected: string;
  readonly received: string;
}
