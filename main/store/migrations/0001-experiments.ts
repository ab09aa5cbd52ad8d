import { sql, type Kysely } from 'kysely';

/** The first schema: experiments with their arms and runs, and what a run leaves behind. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE experiments (
      id TEXT PRIMARY KEY,
      title TEXT NOT NULL,
      datasetName TEXT NOT NULL,
      baseline TEXT NOT NULL,
      spec TEXT NOT NULL CHECK (json_valid(spec)),
      specHash TEXT NOT NULL,
      createdAt TEXT NOT NULL,
      removedAt TEXT
    ) STRICT, WITHOUT ROWID`.execute(database);

  await sql`
    CREATE TABLE arms (
      experimentId TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      position INTEGER NOT NULL,
      spec TEXT NOT NULL CHECK (json_valid(spec)),
      specHash TEXT NOT NULL,
      stepsPlanned INTEGER NOT NULL CHECK (stepsPlanned >= 0),
      PRIMARY KEY (experimentId, name)
    ) STRICT, WITHOUT ROWID`.execute(database);

  await sql`
    CREATE TABLE runs (
      id TEXT PRIMARY KEY,
      experimentId TEXT NOT NULL,
      arm TEXT NOT NULL,
      seed INTEGER NOT NULL,
      position INTEGER NOT NULL,
      status TEXT NOT NULL
        CHECK (status IN ('queued', 'running', 'completed', 'diverged', 'cancelled', 'interrupted', 'failed')),
      device TEXT NOT NULL,
      steps INTEGER NOT NULL DEFAULT 0 CHECK (steps >= 0),
      stepsTotal INTEGER,
      stepsPerEpoch INTEGER,
      parameterCount INTEGER,
      startedAt TEXT,
      endedAt TEXT,
      durationMs REAL,
      divergedAtStep INTEGER,
      failure TEXT,
      summary TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(summary)),
      FOREIGN KEY (experimentId, arm) REFERENCES arms (experimentId, name) ON DELETE CASCADE,
      UNIQUE (experimentId, arm, seed)
    ) STRICT, WITHOUT ROWID`.execute(database);
  await sql`CREATE INDEX runsByStatus ON runs (status)`.execute(database);

  await sql`
    CREATE TABLE environments (
      runId TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
      record TEXT NOT NULL CHECK (json_valid(record))
    ) STRICT, WITHOUT ROWID`.execute(database);

  await sql`
    CREATE TABLE series (
      id INTEGER PRIMARY KEY,
      runId TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      UNIQUE (runId, name)
    ) STRICT`.execute(database);

  // A rowid table: rows of 16 KiB make poor neighbours in the tree of a WITHOUT ROWID table.
  await sql`
    CREATE TABLE seriesChunks (
      seriesId INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
      firstStep INTEGER NOT NULL,
      stride INTEGER NOT NULL CHECK (stride >= 1),
      width INTEGER NOT NULL CHECK (width >= 1),
      points INTEGER NOT NULL CHECK (points >= 1),
      data BLOB NOT NULL CHECK (length(data) = 4 * points * width),
      UNIQUE (seriesId, firstStep)
    ) STRICT`.execute(database);

  await sql`
    CREATE TABLE tensors (
      runId TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      path TEXT NOT NULL,
      position INTEGER NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('parameter', 'statistic')),
      shape TEXT NOT NULL CHECK (json_valid(shape)),
      data BLOB NOT NULL,
      UNIQUE (runId, path)
    ) STRICT`.execute(database);
}
