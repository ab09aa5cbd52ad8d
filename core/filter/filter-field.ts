/** What a run can be filtered by: where its value comes from, and what may be said about it. */
export interface FilterField {
  /** As it is written: `optimizer.learningRate`, `network.layers.0.units`, `test/accuracy.last`. */
  readonly name: string;
  readonly source: FieldSource;
  /** What its value may be; several where a choice elsewhere in the spec decides. */
  readonly types: readonly FieldType[];
  /** All values that its text may have; null where it may have any. */
  readonly choices: readonly string[] | null;
  /** For people, in a few words; empty if its name says all. */
  readonly title: string;
}

export type FieldSource =
  /** A field of the run's record. */
  | { readonly kind: 'run'; readonly key: string }
  /** A field of the record of the run's experiment. */
  | { readonly kind: 'experiment'; readonly key: string }
  /** A value of the run's spec. Digits lead into a list. */
  | { readonly kind: 'spec'; readonly path: readonly string[] }
  /** Of a scalar series: float32, as series are. */
  | { readonly kind: 'summary'; readonly series: string; readonly key: 'last' | 'best' };

export type FieldType =
  | 'number'
  /** A number of milliseconds. */
  | 'duration'
  | 'text'
  | 'boolean'
  /** Text that holds a moment, ISO 8601 in UTC. */
  | 'moment'
  /** A list of texts, such as tags. */
  | 'texts'
  /** It can only be there or be missing; what lies in it has fields of its own. */
  | 'object';
