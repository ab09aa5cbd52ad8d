import { createHash, type Hash } from 'node:crypto';
import type Database from 'better-sqlite3';

/**
 * What an experiment holds, as SHA-256: its spec, its runs with what they measured, their series and final values. Ids,
 * notes, checkpoints and whatever tells only when and how something came here do not count, so that two copies of one
 * experiment are known as such wherever they went.
 */
export function contentHash(database: Database.Database, experimentId: string): string {
  const hash = createHash('sha256');
  add(
    hash,
    database,
    'SELECT title, datasetName, baseline, specHash, sweepPoint FROM experiments WHERE id = ?',
    experimentId,
  );
  add(
    hash,
    database,
    'SELECT name, position, specHash, stepsPlanned FROM arms WHERE experimentId = ? ORDER BY position, name',
    experimentId,
  );
  const runs = database
    .prepare('SELECT id FROM runs WHERE experimentId = ? ORDER BY arm, seed')
    .pluck()
    .all(experimentId) as string[];
  for (const runId of runs) {
    // A run that had not ended is interrupted by the way to another lab.
    add(
      hash,
      database,
      `SELECT arm, seed, device, steps, stepsTotal, stepsPerEpoch, parameterCount, startedAt, durationMs, divergedAtStep,
         stopReason, summary, CASE WHEN status IN ('queued', 'running') THEN 'interrupted' ELSE status END AS status
       FROM runs WHERE id = ?`,
      runId,
    );
    add(
      hash,
      database,
      `SELECT name, firstStep, stride, width, data FROM series JOIN seriesChunks ON seriesId = series.id
       WHERE runId = ? ORDER BY name, firstStep`,
      runId,
    );
    add(
      hash,
      database,
      'SELECT path, position, role, shape, data FROM tensors WHERE runId = ? ORDER BY position, path',
      runId,
    );
  }
  return hash.digest('hex');
}

/** Each row with where it ends, so that no two contents run into one. */
function add(hash: Hash, database: Database.Database, query: string, id: string): void {
  for (const values of database.prepare(query).raw().iterate(id) as IterableIterator<unknown[]>) {
    const scalars = values.map((value) => (Buffer.isBuffer(value) ? { bytes: value.length } : value));
    const text = Buffer.from(JSON.stringify(scalars));
    hash.update(`${text.length}:`).update(text);
    for (const value of values) if (Buffer.isBuffer(value)) hash.update(value);
  }
  hash.update(';');
}
