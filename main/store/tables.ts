import type { Generated } from 'kysely';

/** The tables as the newest migration leaves them. Times are ISO 8601 in UTC; `json` columns are checked on reading. */
export interface LabTables {
  experiments: ExperimentsTable;
  arms: ArmsTable;
  runs: RunsTable;
  environments: EnvironmentsTable;
  series: SeriesTable;
  seriesChunks: SeriesChunksTable;
  tensors: TensorsTable;
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
}

export interface EnvironmentsTable {
  runId: string;
  /** EnvironmentRecord as json. */
  record: string;
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
}
