import type { Generated } from 'kysely';

/** The tables as the newest migration leaves them. Times are ISO 8601 in UTC; `json` columns are checked on reading. */
export interface LabTables {
  sweeps: SweepsTable;
  experiments: ExperimentsTable;
  arms: ArmsTable;
  runs: RunsTable;
  attempts: AttemptsTable;
  checkpoints: CheckpointsTable;
  series: SeriesTable;
  seriesChunks: SeriesChunksTable;
  tensors: TensorsTable;
  settings: SettingsTable;
}

export interface SweepsTable {
  id: string;
  title: string;
  /** ExperimentSpec with its `sweep`, as json. */
  spec: string;
  specHash: string;
  createdAt: string;
}

export interface ExperimentsTable {
  id: string;
  title: string;
  datasetName: string;
  baseline: string;
  /** ExperimentSpec as json. */
  spec: string;
  specHash: string;
  createdAt: string;
  removedAt: string | null;
  sweepId: string | null;
  /** Values by path of the point of the sweep, as json. */
  sweepPoint: string | null;
  note: Generated<string>;
  /** Array of text as json. */
  tags: Generated<string>;
  /** 0 or 1. */
  pinned: Generated<number>;
}

export interface ArmsTable {
  experimentId: string;
  name: string;
  position: number;
  /** RunSpec as json. */
  spec: string;
  specHash: string;
  /** Steps that each run of this arm will take if nothing ends it early. */
  stepsPlanned: number;
}

export interface RunsTable {
  id: string;
  experimentId: string;
  arm: string;
  seed: number;
  position: number;
  status: string;
  device: string;
  steps: number;
  stepsTotal: number | null;
  stepsPerEpoch: number | null;
  parameterCount: number | null;
  startedAt: string | null;
  endedAt: string | null;
  durationMs: number | null;
  divergedAtStep: number | null;
  failure: string | null;
  /** ScalarSummary by series as json. */
  summary: string;
  stopReason: string | null;
  name: string | null;
  note: Generated<string>;
  /** Array of text as json. */
  tags: Generated<string>;
  /** 0 or 1. */
  pinned: Generated<number>;
  /** Of those that wait, runs of a higher priority start first, and equal ones by position. */
  priority: Generated<number>;
  queuePosition: Generated<number>;
  /** The run from whose checkpoint at `parentStep` this one started. */
  parentRunId: string | null;
  parentStep: number | null;
}

export interface AttemptsTable {
  runId: string;
  /** From 1. */
  number: number;
  startedAt: string;
  endedAt: string | null;
  durationMs: number | null;
  exit: string | null;
  message: string | null;
  firstStep: number;
  lastStep: number | null;
  peakMemoryBytes: number | null;
  stepsPerSecond: number | null;
  /** EnvironmentRecord as json; null until the job has told it. */
  environment: string | null;
}

export interface CheckpointsTable {
  runId: string;
  step: number;
  createdAt: string;
  /** Scores of the test set at that step, by series, as json. */
  metrics: string;
  /** Of `data`, in hexadecimal. */
  sha256: string;
  /** See core/train/checkpoint.ts. */
  data: Buffer;
  checksum: Generated<number | null>;
}

export interface SettingsTable {
  key: string;
  /** As json. */
  value: string;
}

export interface SeriesTable {
  id: Generated<number>;
  runId: string;
  name: string;
}

export interface SeriesChunksTable {
  seriesId: number;
  firstStep: number;
  stride: number;
  width: number;
  points: number;
  /** Float32, little-endian: [points, width]. */
  data: Buffer;
}

export interface TensorsTable {
  runId: string;
  path: string;
  position: number;
  role: string;
  /** Extents as json. */
  shape: string;
  /** Float32, little-endian, row-major. */
  data: Buffer;
  checksum: Generated<number | null>;
}
