import { z } from 'zod';

/** A state of a run from which it can continue, or from which another run can branch. */
export const checkpointRecord = z.object({
  runId: z.string(),
  step: z.int(),
  createdAt: z.string(),
  /** Scores of the test set at that step, by series; none where it was not evaluated. */
  metrics: z.record(z.string(), z.number().nullable()),
  bytes: z.int(),
});
export type CheckpointRecord = z.infer<typeof checkpointRecord>;
