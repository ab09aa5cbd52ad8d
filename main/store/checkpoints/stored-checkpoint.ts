export interface NewCheckpoint {
  readonly step: number;
  /** Scores of the test set at that step, by series; none where it was not evaluated. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly bytes: Uint8Array;
}

/** Which checkpoints of a run stay when a new one comes. */
export interface CheckpointRetention {
  /** So many of the newest, from 1. */
  readonly keepLast: number;
  /** And the one with the best value of this series. */
  readonly keepBest: string | null;
}

export interface RetainedCheckpoint {
  readonly checkpoint: NewCheckpoint;
  readonly retention: CheckpointRetention;
}

export interface StoredCheckpoint {
  /** 0 without one. */
  readonly step: number;
  /** Null if no intact one is left. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  /** Of newer ones whose bytes do not have the digest with which they were written. */
  readonly damagedSteps: readonly number[];
}
