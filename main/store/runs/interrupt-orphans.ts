import type { Transaction } from 'kysely';
import type { LabTables } from '../schema/tables.ts';
import { closeLostAttempts } from './attempt-queries.ts';
import { interruptRunning } from './run-queries.ts';

/** Runs whose process is gone become interrupted, their attempts lost. @returns how many runs there were */
export async function interruptOrphans(database: Transaction<LabTables>): Promise<number> {
  const now = new Date().toISOString();
  await closeLostAttempts(database, now);
  return interruptRunning(database, now);
}
