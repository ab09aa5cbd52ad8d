import type { Transaction } from 'kysely';
import type { ScalarSummary } from '#core/contract/run-record.ts';
import type { SeriesChunk } from '#core/series/series-chunk.ts';
import { insertCheckpoint } from '../checkpoints/checkpoint-queries.ts';
import type { RetainedCheckpoint } from '../checkpoints/stored-checkpoint.ts';
import type { LabTables } from '../schema/tables.ts';
import { appendPoints } from '../series/series-queries.ts';
import { updateProgress } from './run-queries.ts';

/** What a batch of a run's events brings. */
export interface RunProgress {
  /** Updates made so far. */
  readonly steps: number;
  readonly points: readonly SeriesChunk[];
  /** Of all scalar series, these points included. */
  readonly summary: Readonly<Record<string, ScalarSummary>>;
  /** Taken after the points; default: none. */
  readonly checkpoint?: RetainedCheckpoint | null;
}

/**
 * Stores a batch of a run's events in one transaction. Points that a series already has are skipped: a run that resumes
 * reports some again.
 *
 * @returns the points that were new
 */
export async function recordProgress(
  database: Transaction<LabTables>,
  runId: string,
  { steps, points, summary, checkpoint = null }: RunProgress,
): Promise<SeriesChunk[]> {
  const added = await appendPoints(database, runId, points);
  await updateProgress(database, runId, steps, summary);
  if (checkpoint !== null) await insertCheckpoint(database, runId, checkpoint.checkpoint, checkpoint.retention);
  return added;
}
