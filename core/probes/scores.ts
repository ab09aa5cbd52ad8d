/** Means over examples. */
export interface Scores {
  readonly loss: number;
  readonly accuracy: number;
  /** Null where it is not asked for. */
  readonly topKAccuracy: number | null;
}

/**
 * @param log Rows of sums over examples; see `Phase.log`.
 * @param columns Of the log.
 * @param examples How many the sums of a row are over.
 */
export function scoresOf(log: ArrayLike<number>, row: number, columns: number, examples: number): Scores {
  const first = row * columns;
  return {
    loss: log[first] / examples,
    accuracy: log[first + 1] / examples,
    topKAccuracy: columns > 2 ? log[first + 2] / examples : null,
  };
}
