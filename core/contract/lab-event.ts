import { z } from 'zod';
import { experimentRecord } from './experiment-record.ts';
import { runRecord } from './run-record.ts';
import { chunkRecord } from './series-record.ts';

/** What a watcher of the lab is told. A new watcher first asks for the state, then applies these. */
export const labEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('experimentChanged'), experiment: experimentRecord }),
  z.object({ kind: z.literal('experimentRemoved'), experimentId: z.string() }),
  z.object({ kind: z.literal('runChanged'), run: runRecord }),
  /** The database is not as it was written: which, and what to do. */
  z.object({ kind: z.literal('damageFound'), text: z.string() }),
  z.object({
    kind: z.literal('points'),
    experimentId: z.string(),
    runId: z.string(),
    name: z.string(),
    chunk: chunkRecord,
  }),
]);
export type LabEvent = z.infer<typeof labEvent>;
