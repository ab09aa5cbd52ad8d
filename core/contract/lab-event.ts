import { z } from 'zod';
import { datasetRecord } from './dataset-record.ts';
import { experimentRecord } from './experiment-record.ts';
import { runRecord } from './run-record.ts';
import { storeTask } from './store-care.ts';
import { chunkRecord } from './series-record.ts';

/** What a watcher of the lab receives. A new watcher first asks for the state, then applies these. */
export const labEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('experimentChanged'), experiment: experimentRecord }),
  z.object({ kind: z.literal('experimentRemoved'), experimentId: z.string() }),
  z.object({ kind: z.literal('runChanged'), run: runRecord }),
  /** A published data set arrived, left or made progress. */
  z.object({ kind: z.literal('datasetChanged'), dataset: datasetRecord }),
  /** How far something with the whole database or an archive is. `file` is the archive, the copy, or what is checked. */
  z.object({
    kind: z.literal('storeProgressed'),
    task: storeTask,
    file: z.string(),
    /** 0 to 1 */ share: z.number().min(0).max(1),
  }),
  /** The database is not as it was written: which, and what to do. */
  z.object({ kind: z.literal('damageFound'), text: z.string() }),
  /**
   * Series of a run have points that do not come with the event: the watcher did not name the series, or was too slow
   * to take them. Who needs the points reads them.
   */
  z.object({
    kind: z.literal('grown'),
    experimentId: z.string(),
    runId: z.string(),
    /** By name of the series: the last step that it has a point at. */
    lastSteps: z.record(z.string(), z.int().min(0)),
  }),
  /** New points of a series that the watcher named, right after those of the event before. */
  z.object({
    kind: z.literal('points'),
    experimentId: z.string(),
    runId: z.string(),
    name: z.string(),
    chunk: chunkRecord,
  }),
]);
export type LabEvent = z.infer<typeof labEvent>;
export type LabEventOf<Kind extends LabEvent['kind']> = Extract<LabEvent, { kind: Kind }>;
