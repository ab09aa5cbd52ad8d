/**
 * Something about a data set that a person should know before they trust its results. A `warning` makes results mean
 * something other than they seem to; a `note` does not.
 */
export interface DataNote {
  readonly tone: 'warning' | 'note';
  /** Whole sentences for people, which name the file. */
  readonly text: string;
}

export function warningsFirst(notes: readonly DataNote[]): DataNote[] {
  return [...notes.filter(({ tone }) => tone === 'warning'), ...notes.filter(({ tone }) => tone === 'note')];
}
