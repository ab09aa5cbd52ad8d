import type { DatasetRecord } from '#core/contract/dataset-record.ts';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { PublishedKind } from '#core/spec/dataset/published.ts';
import { connectControl, type LabClient } from '#main/control/connect-control.ts';
import { DatasetKeeper } from '#main/datasets/dataset-keeper.ts';
import type { CommandContext } from './commands/context.ts';
import { ended, labErrorOf } from './with-lab.ts';

export type DatasetRequests = Pick<LabClient['datasets'], 'list' | 'import' | 'useFolder' | 'remove'>;

/** This machine's data sets, as a command asks for and changes them. */
export interface Datasets {
  readonly requests: DatasetRequests;
  /** Everything that changes from now on, until `stop`. */
  watch(): Promise<{ next(): Promise<DatasetRecord>; stop(): void }>;
}

/**
 * Calls `use` with the data sets of the lab that is open on the database, whose windows then see what happens; without
 * one with those of this machine, for which no database is needed.
 * @throws LabError whatever is refused
 */
export async function withDatasets<T>(
  { databaseFile }: CommandContext,
  use: (datasets: Datasets) => Promise<T>,
): Promise<T> {
  const elsewhere = await connectControl(databaseFile);
  if (elsewhere === null) return withOwnDatasets(use);
  const { client } = elsewhere;
  try {
    const datasets = { requests: client.datasets, watch: async () => watching(await client.lab.watch({})) };
    return await Promise.race([use(datasets), ended(elsewhere)]);
  } catch (thrown) {
    throw labErrorOf(thrown);
  } finally {
    elsewhere.close();
  }
}

async function withOwnDatasets<T>(use: (datasets: Datasets) => Promise<T>): Promise<T> {
  const listeners = new Set<(dataset: DatasetRecord) => void>();
  const keeper = new DatasetKeeper({
    onChange: (dataset) => {
      for (const listener of listeners) listener(dataset);
    },
  });
  const requests = {
    list: () => keeper.list(),
    import: ({ kind, from }: { kind: PublishedKind; from: string | null }) => keeper.import(kind, from),
    useFolder: ({ kind, folder }: { kind: PublishedKind; folder: string }) => keeper.useFolder(kind, folder),
    remove: ({ kind }: { kind: PublishedKind }) => keeper.remove(kind),
  };
  try {
    return await use({ requests, watch: () => Promise.resolve(queued(listeners)) });
  } finally {
    await keeper.close();
  }
}

function watching(events: AsyncIterator<LabEvent>) {
  return {
    next: async (): Promise<DatasetRecord> => {
      for (;;) {
        const { value, done } = await events.next();
        if (done === true) throw new Error('The lab that was open on this database has ended.');
        if (value.kind === 'datasetChanged') return value.dataset;
      }
    },
    stop: () => void events.return?.(),
  };
}

function queued(listeners: Set<(dataset: DatasetRecord) => void>) {
  const waiting: DatasetRecord[] = [];
  let wake = () => {};
  const listener = (dataset: DatasetRecord) => {
    waiting.push(dataset);
    wake();
  };
  listeners.add(listener);
  return {
    next: async (): Promise<DatasetRecord> => {
      for (;;) {
        const dataset = waiting.shift();
        if (dataset !== undefined) return dataset;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    stop: () => void listeners.delete(listener),
  };
}

/** Begins something that takes a while and follows it to its end. @returns the data set as it is then */
export async function followTask(
  { requests, watch }: Datasets,
  kind: PublishedKind,
  begin: (requests: DatasetRequests) => Promise<DatasetRecord>,
  onProgress: (task: NonNullable<DatasetRecord['task']>) => void,
): Promise<DatasetRecord> {
  const changes = await watch();
  try {
    let dataset = await begin(requests);
    while (dataset.task !== null) {
      onProgress(dataset.task);
      do dataset = await changes.next();
      while (dataset.kind !== kind);
    }
    return dataset;
  } finally {
    changes.stop();
  }
}
