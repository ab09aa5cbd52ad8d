import type { Generated } from 'kysely';

/**
 * The tables as the newest migration leaves them, each column as SQLite declares it and in its order; a test holds them
 * to a new database. Times are ISO 8601 in UTC; columns of JSON are checked on reading. `docs/database.md` describes them
 * for readers outside this program.
 */
export const tables = {
  experiments: {
    id: 'TEXT NOT NULL',
    title: 'TEXT NOT NULL',
    datasetName: 'TEXT NOT NULL',
    baseline: 'TEXT NOT NULL',
    /** ExperimentSpec as JSON. */
    spec: 'TEXT NOT NULL',
    specHash: 'TEXT NOT NULL',
    createdAt: 'TEXT NOT NULL',
    removedAt: 'TEXT',
    sweepId: 'TEXT',
    /** Values by path of the point of the sweep, as JSON. */
    sweepPoint: 'TEXT',
    note: 'TEXT NOT NULL DEFAULT',
    /** Array of text as JSON. */
    tags: 'TEXT NOT NULL DEFAULT',
    /** 0 or 1. */
    pinned: 'INTEGER NOT NULL DEFAULT',
    checksum: 'INTEGER',
  },
  arms: {
    experimentId: 'TEXT NOT NULL',
    name: 'TEXT NOT NULL',
    position: 'INTEGER NOT NULL',
    /** RunSpec as JSON. */
    spec: 'TEXT NOT NULL',
    specHash: 'TEXT NOT NULL',
    /** Steps that each run of this arm takes if nothing ends it early. */
    stepsPlanned: 'INTEGER NOT NULL',
    checksum: 'INTEGER',
  },
  series: {
    id: 'INTEGER PRIMARY KEY',
    runId: 'TEXT NOT NULL',
    name: 'TEXT NOT NULL',
    checksum: 'INTEGER',
  },
  seriesChunks: {
    seriesId: 'INTEGER NOT NULL',
    firstStep: 'INTEGER NOT NULL',
    stride: 'INTEGER NOT NULL',
    width: 'INTEGER NOT NULL',
    points: 'INTEGER NOT NULL',
    /** Float32, little-endian: [points, width]. */
    data: 'BLOB NOT NULL',
    checksum: 'INTEGER',
  },
  tensors: {
    runId: 'TEXT NOT NULL',
    path: 'TEXT NOT NULL',
    position: 'INTEGER NOT NULL',
    role: 'TEXT NOT NULL',
    /** Extents as JSON. */
    shape: 'TEXT NOT NULL',
    /** Float32, little-endian, row-major. */
    data: 'BLOB NOT NULL',
    checksum: 'INTEGER',
  },
  sweeps: {
    id: 'TEXT NOT NULL',
    title: 'TEXT NOT NULL',
    /** ExperimentSpec with its `sweep`, as JSON. */
    spec: 'TEXT NOT NULL',
    specHash: 'TEXT NOT NULL',
    createdAt: 'TEXT NOT NULL',
    checksum: 'INTEGER',
  },
  runs: {
    id: 'TEXT NOT NULL',
    experimentId: 'TEXT NOT NULL',
    arm: 'TEXT NOT NULL',
    seed: 'INTEGER NOT NULL',
    position: 'INTEGER NOT NULL',
    status: 'TEXT NOT NULL',
    device: 'TEXT NOT NULL',
    steps: 'INTEGER NOT NULL DEFAULT',
    stepsTotal: 'INTEGER',
    stepsPerEpoch: 'INTEGER',
    parameterCount: 'INTEGER',
    startedAt: 'TEXT',
    endedAt: 'TEXT',
    durationMs: 'REAL',
    divergedAtStep: 'INTEGER',
    failure: 'TEXT',
    /** ScalarSummary by series, as JSON. */
    summary: 'TEXT NOT NULL DEFAULT',
    stopReason: 'TEXT',
    name: 'TEXT',
    note: 'TEXT NOT NULL DEFAULT',
    /** Array of text as JSON. */
    tags: 'TEXT NOT NULL DEFAULT',
    /** 0 or 1. */
    pinned: 'INTEGER NOT NULL DEFAULT',
    /** Waiting runs start by priority, the highest first, and equal ones by position. */
    priority: 'INTEGER NOT NULL DEFAULT',
    queuePosition: 'REAL NOT NULL DEFAULT',
    /** The run from whose checkpoint at `parentStep` this one started. */
    parentRunId: 'TEXT',
    parentStep: 'INTEGER',
    checksum: 'INTEGER',
  },
  attempts: {
    runId: 'TEXT NOT NULL',
    /** From 1. */
    number: 'INTEGER NOT NULL',
    startedAt: 'TEXT NOT NULL',
    endedAt: 'TEXT',
    durationMs: 'REAL',
    exit: 'TEXT',
    message: 'TEXT',
    firstStep: 'INTEGER NOT NULL',
    lastStep: 'INTEGER',
    peakMemoryBytes: 'INTEGER',
    stepsPerSecond: 'REAL',
    /** EnvironmentRecord as JSON; null until the job has reported it. */
    environment: 'TEXT',
    checksum: 'INTEGER',
    /** DataRecord as JSON; null until the job has loaded its data set. */
    data: 'TEXT',
  },
  checkpoints: {
    runId: 'TEXT NOT NULL',
    step: 'INTEGER NOT NULL',
    createdAt: 'TEXT NOT NULL',
    /** Scores of the test set at that step, by series, as JSON. */
    metrics: 'TEXT NOT NULL',
    /** Of `data`, in hexadecimal. */
    sha256: 'TEXT NOT NULL',
    /** See core/train/checkpoint.ts. */
    data: 'BLOB NOT NULL',
    checksum: 'INTEGER',
  },
  settings: {
    key: 'TEXT NOT NULL',
    /** As JSON. */
    value: 'TEXT NOT NULL',
    checksum: 'INTEGER',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ColumnDeclaration>>>>;

type SqlType = 'TEXT' | 'INTEGER' | 'REAL' | 'BLOB';

/** A column without NOT NULL may be null; one with DEFAULT, and the row's own number, need not be given. */
type ColumnDeclaration = SqlType | `${SqlType} NOT NULL` | `${SqlType} NOT NULL DEFAULT` | 'INTEGER PRIMARY KEY';

type ValueOf<Declaration> = Declaration extends `TEXT${string}`
  ? string
  : Declaration extends `BLOB${string}`
    ? Buffer
    : number;

type ColumnOf<Declaration> = Declaration extends `${string} DEFAULT` | `${string} PRIMARY KEY`
  ? Generated<ValueOf<Declaration>>
  : Declaration extends `${string} NOT NULL`
    ? ValueOf<Declaration>
    : ValueOf<Declaration> | null;

/** The rows of each table, as queries see them. */
export type LabTables = {
  -readonly [Table in keyof typeof tables]: {
    -readonly [Column in keyof (typeof tables)[Table]]: ColumnOf<(typeof tables)[Table][Column]>;
  };
};

export type SweepsTable = LabTables['sweeps'];
export type ExperimentsTable = LabTables['experiments'];
export type RunsTable = LabTables['runs'];
export type AttemptsTable = LabTables['attempts'];
