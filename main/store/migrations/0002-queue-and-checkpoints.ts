import { sql, type Kysely } from 'kysely';

/**
 * What a lab needs to lose nothing: runs that can be paused, ordered and resumed, their attempts and checkpoints, where a
 * run branched from, sweeps, and what people write beside their experiments.
 *
 * A table whose constraint changes is made anew under another name and takes the old one's place
 * (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"); foreign keys are off
 * while it happens.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE sweeps (
      id TEXT PRIMARY KEY,
      title TEXT NOT NULL,
      spec TEXT NOT NULL CHECK (json_valid(spec)),
      specHash TEXT NOT NULL,
      createdAt TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`.execute(database);

  for (const column of [
    'sweepId TEXT REFERENCES sweeps (id)',
    'sweepPoint TEXT CHECK (sweepPoint IS NULL OR json_valid(sweepPoint))',
    "note TEXT NOT NULL DEFAULT ''",
    "tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags))",
    'pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1))',
  ]) {
    await sql`ALTER TABLE experiments ADD COLUMN ${sql.raw(column)}`.execute(database);
  }
  await sql`CREATE INDEX experimentsBySweep ON experiments (sweepId) WHERE sweepId IS NOT NULL`.execute(database);

  await sql`
    CREATE TABLE newRuns (
      id TEXT PRIMARY KEY,
      experimentId TEXT NOT NULL,
      arm TEXT NOT NULL,
      seed INTEGER NOT NULL,
      position INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN
        ('queued', 'running', 'paused', 'completed', 'diverged', 'cancelled', 'interrupted', 'failed')),
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
      stopReason TEXT,
      name TEXT,
      note TEXT NOT NULL DEFAULT '',
      tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
      pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
      priority INTEGER NOT NULL DEFAULT 0,
      queuePosition REAL NOT NULL DEFAULT 0,
      parentRunId TEXT,
      parentStep INTEGER,
      FOREIGN KEY (experimentId, arm) REFERENCES arms (experimentId, name) ON DELETE CASCADE,
      UNIQUE (experimentId, arm, seed)
    ) STRICT, WITHOUT ROWID`.execute(database);
  const kept = sql.raw(
    'id, experimentId, arm, seed, position, status, device, steps, stepsTotal, stepsPerEpoch, parameterCount,' +
      ' startedAt, endedAt, durationMs, divergedAtStep, failure, summary',
  );
  await sql`INSERT INTO newRuns (${kept}) SELECT ${kept} FROM runs`.execute(database);
  await sql`DROP TABLE runs`.execute(database);
  await sql`ALTER TABLE newRuns RENAME TO runs`.execute(database);
  await sql`CREATE INDEX runsByStatus ON runs (status)`.execute(database);
  await sql`CREATE INDEX runsByParent ON runs (parentRunId) WHERE parentRunId IS NOT NULL`.execute(database);

  await sql`
    CREATE TABLE attempts (
      runId TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number >= 1),
      startedAt TEXT NOT NULL,
      endedAt TEXT,
      durationMs REAL,
      exit TEXT CHECK (exit IN ('completed', 'diverged', 'stopped', 'paused', 'cancelled', 'failed', 'died', 'closed',
        'lost', 'deviceLost')),
      message TEXT,
      firstStep INTEGER NOT NULL CHECK (firstStep >= 0),
      lastStep INTEGER,
      peakMemoryBytes INTEGER,
      stepsPerSecond REAL,
      environment TEXT CHECK (environment IS NULL OR json_valid(environment)),
      PRIMARY KEY (runId, number)
    ) STRICT, WITHOUT ROWID`.execute(database);
  // Runs that had started each made one attempt; a run that is still called running was left by a lab that is no more.
  await sql`
    INSERT INTO attempts (runId, number, startedAt, endedAt, durationMs, exit, message, firstStep, lastStep, environment)
    SELECT runs.id, 1, runs.startedAt, runs.endedAt, runs.durationMs,
      CASE runs.status WHEN 'interrupted' THEN 'lost' WHEN 'running' THEN NULL WHEN 'queued' THEN NULL ELSE runs.status END,
      runs.failure, 0, runs.steps, environments.record
    FROM runs LEFT JOIN environments ON environments.runId = runs.id
    WHERE runs.startedAt IS NOT NULL`.execute(database);
  await sql`DROP TABLE environments`.execute(database);

  await sql`
    CREATE TABLE checkpoints (
      runId TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      step INTEGER NOT NULL CHECK (step >= 0),
      createdAt TEXT NOT NULL,
      metrics TEXT NOT NULL CHECK (json_valid(metrics)),
      sha256 TEXT NOT NULL,
      data BLOB NOT NULL,
      UNIQUE (runId, step)
    ) STRICT`.execute(database);

  await sql`
    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL CHECK (json_valid(value))
    ) STRICT, WITHOUT ROWID`.execute(database);
}
