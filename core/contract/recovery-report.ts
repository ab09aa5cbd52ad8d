import { z } from 'zod';

/** What became of a database that was found damaged when the lab was opened. */
export const recoveryReport = z.object({
  /** ISO 8601 in UTC. */
  at: z.string(),
  /** The database's name, under which there is now a new one. */
  file: z.string(),
  /** Where the damaged one lies, as it was found. */
  setAside: z.string(),
  /** What was wrong, in the database's words. */
  faults: z.array(z.string()),
  recovered: z.object({ experiments: z.int(), runs: z.int() }),
  /** What is missing or may have changed, a sentence each; empty if all of it was saved. */
  losses: z.array(z.string()),
  /** All of this for people, in a few sentences. */
  text: z.string(),
});
export type RecoveryReport = z.infer<typeof recoveryReport>;
