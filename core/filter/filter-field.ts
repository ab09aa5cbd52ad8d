/** What a run can be filtered by: where its value comes from, and which conditions it allows. */
export interface FilterField {
  /** The name in a filter: `optimizer.learningRate`, `network.layers.0.units`, `test/accuracy.last`. */
  readonly name: string;
  readonly source: FieldSource;
  /** The types that its value may have; several if a choice elsewhere in the spec decides. */
  readonly types: readonly FieldType[];
  /** All values that its text may have; null if any. */
  readonly choices: readonly string[] | null;
  /** For people, in a few words; empty if the name is clear enough. */
  readonly title: string;
}

export type FieldSource =
  /** A field of the run's record. */
  | { readonly kind: 'run'; readonly key: string }
  /** A field of the record of the run's experiment. */
  | { readonly kind: 'experiment'; readonly key: string }
  /** A value of the run's spec. Digits are indices into a list. */
  | { readonly kind: 'spec'; readonly path: readonly string[] }
  /** From a scalar series: float32, as series are. */
  | { readonly kind: 'summary'; readonly series: string; readonly key: 'last' | 'best' };

export type FieldType =
  | 'number'
  /** A number of milliseconds. */
  | 'duration'
  | 'text'
  | 'boolean'
  /** Text with a moment in time, ISO 8601 in UTC. */
  | 'moment'
  /** A list of texts, such as tags. */
  | 'texts'
  /** It can only be present or missing; what is inside it has its own fields. */
  | 'object';
