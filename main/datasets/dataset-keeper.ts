import { readdir, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { DatasetRecord } from '#core/contract/dataset-record.ts';
import { DataError, LabError, toWireError } from '#core/errors.ts';
import { PUBLISHED_KINDS, type PublishedKind } from '#core/spec/dataset/published.ts';
import { importedFolder, type Environment } from './dataset-place.ts';
import { datasetsFolder } from './datasets-folder.ts';
import type { DownloadOptions } from './download.ts';
import { importDataset } from './import-dataset.ts';
import { IMPORTABLE, importableFrom, isImportable, type Importable, type ImportableKind } from './importable.ts';
import { nameFolder, namedFolders } from './named-folders.ts';
import { DATASET_FILES, discardDownload, loadWhole, publishedDataset } from './published-datasets.ts';

export interface DatasetKeeperOptions {
  /** Called whenever a data set arrives, leaves or makes progress. */
  readonly onChange: (dataset: DatasetRecord) => void;
  readonly environment?: Environment;
  /** What can be imported instead of the published data sets. */
  readonly importables?: Readonly<Record<ImportableKind, Importable>>;
  readonly download?: Omit<DownloadOptions, 'onProgress' | 'onRetry' | 'signal'>;
  /** Progress of one task is announced this often at most. */
  readonly progressMs?: number;
}

interface Task {
  readonly end: AbortController;
  /** Resolves when it has ended, however it did. */
  ended: Promise<void>;
  text: string;
  share: number;
  announcedAt: number;
}

/**
 * Brings published data sets to this machine and takes them away, one task for each at a time. A task goes on by itself
 * once it has begun; every change is announced, and its failure stays with the data set until the next attempt.
 */
export class DatasetKeeper {
  readonly #options: DatasetKeeperOptions;
  readonly #environment: Environment;
  readonly #tasks = new Map<PublishedKind, Task>();
  readonly #faults = new Map<PublishedKind, string>();
  /** Announcements, one after another, so that the last one is the newest. */
  #announced: Promise<unknown> = Promise.resolve();

  constructor(options: DatasetKeeperOptions) {
    this.#options = options;
    this.#environment = options.environment ?? process.env;
  }

  list(): Promise<DatasetRecord[]> {
    return Promise.all(PUBLISHED_KINDS.map((kind) => this.get(kind)));
  }

  async get(kind: PublishedKind): Promise<DatasetRecord> {
    const stored = await publishedDataset(kind, this.#environment, this.#options.importables);
    const task = this.#tasks.get(kind);
    return {
      ...stored,
      task: task === undefined ? null : { text: task.text, share: task.share },
      fault: this.#faults.get(kind) ?? null,
    };
  }

  /**
   * Begins to import it; continues a task that was begun before.
   * @param from a folder or an archive; null: its official address
   * @throws LabError (UNSUPPORTED) if it cannot be imported; DataError if the path is relative
   */
  async import(kind: PublishedKind, from: string | null): Promise<DatasetRecord> {
    const { name } = DATASET_FILES[kind];
    if (!isImportable(kind)) {
      throw new LabError('UNSUPPORTED', `${name} cannot be downloaded or imported. Name a folder that has its files.`);
    }
    if (from !== null) requireAbsolute(from, name);
    const { importables = IMPORTABLE, download } = this.#options;
    return this.#begin(kind, from === null ? `Downloading ${name}` : `Reading ${from}`, async (task) => {
      let what = '';
      await importDataset(kind, {
        from,
        into: datasetsFolder(this.#environment),
        importable: importableFrom(importables[kind], this.#environment),
        signal: task.end.signal,
        onProgress: (text, share) => this.#progress(kind, task, (what = text), share),
        download: {
          ...download,
          onRetry: (reason) => this.#progress(kind, task, `${what || task.text}: ${reason}; trying again`, task.share),
        },
      });
      // Otherwise, a folder that was named earlier would still be used.
      this.#forgetFolder(kind);
    });
  }

  /**
   * Begins to verify a folder's files, or those of a folder directly in it, and uses them from there if all are
   * original. A folder with its files in another form is imported.
   * @throws DataError if the path is relative
   */
  async useFolder(kind: PublishedKind, folder: string): Promise<DatasetRecord> {
    const { name, has } = DATASET_FILES[kind];
    requireAbsolute(folder, name);
    const found = [folder, ...(await foldersIn(folder))].find((one) => has(one));
    if (found === undefined && isImportable(kind)) return this.import(kind, folder);
    return this.#begin(kind, `Verifying ${name}`, async (task) => {
      await loadWhole(kind, found ?? folder);
      task.end.signal.throwIfAborted();
      nameFolder(kind, found ?? folder, this.#environment);
    });
  }

  /** Ends its task, if there is one. What a download has received is kept. */
  async cancel(kind: PublishedKind): Promise<DatasetRecord> {
    await endOf(this.#tasks.get(kind));
    return this.get(kind);
  }

  /**
   * Deletes what was imported and what a download has received; forgets a folder that a person named.
   * @throws LabError (CONFLICT) if its files belong to the app, the system or a folder that the environment names
   */
  async remove(kind: PublishedKind): Promise<DatasetRecord> {
    await this.cancel(kind);
    const { source, folder, name, variable } = await this.get(kind);
    const forgotten = this.#forgetFolder(kind);
    if (source === 'import') await rm(importedFolder(kind, this.#environment), { recursive: true, force: true });
    else if (source !== null && !forgotten) {
      const owner = {
        app: 'is part of BatchNorm Lab',
        system: `was installed by the operating system in ${folder}; remove it there`,
        environment: `is in the folder that ${variable} names, ${folder}; unset the variable to forget it`,
        folder: 'is in a folder of yours',
      }[source];
      throw new LabError('CONFLICT', `${name} cannot be removed here: it ${owner}.`, { dataset: kind });
    }
    if (isImportable(kind)) await discardDownload(kind, this.#environment);
    this.#faults.delete(kind);
    return this.#announce(kind);
  }

  /** Ends all tasks and waits for them. */
  async close(): Promise<void> {
    await Promise.all([...this.#tasks.values()].map(endOf));
    await this.#announced;
  }

  /**
   * @throws DataError naming the first of these data sets that is not on this machine, with `details.dataset`
   */
  async require(kinds: readonly PublishedKind[]): Promise<void> {
    for (const kind of kinds) {
      const { state, name } = await this.get(kind);
      if (state === 'present') continue;
      throw new DataError(`${name} is not on this machine, and the experiment needs it.`, { dataset: kind });
    }
  }

  /** @returns whether there was one */
  #forgetFolder(kind: PublishedKind): boolean {
    if (namedFolders(this.#environment)[kind] === undefined) return false;
    nameFolder(kind, null, this.#environment);
    return true;
  }

  async #begin(kind: PublishedKind, text: string, work: (task: Task) => Promise<void>): Promise<DatasetRecord> {
    if (this.#tasks.has(kind)) return this.get(kind);
    const task: Task = {
      end: new AbortController(),
      ended: Promise.resolve(),
      text,
      share: 0,
      announcedAt: performance.now(),
    };
    this.#tasks.set(kind, task);
    this.#faults.delete(kind);
    const begun = this.#announce(kind);
    task.ended = this.#carryOut(kind, task, work);
    return begun;
  }

  async #carryOut(kind: PublishedKind, task: Task, work: (task: Task) => Promise<void>): Promise<void> {
    try {
      await work(task);
    } catch (thrown) {
      if (!task.end.signal.aborted) this.#faults.set(kind, toWireError(thrown).message);
    } finally {
      this.#tasks.delete(kind);
    }
    await this.#announce(kind);
  }

  #progress(kind: PublishedKind, task: Task, text: string, share: number): void {
    const now = performance.now();
    const isNews = text !== task.text || now - task.announcedAt >= (this.#options.progressMs ?? 250);
    Object.assign(task, { text, share, announcedAt: isNews ? now : task.announcedAt });
    if (isNews && !task.end.signal.aborted) void this.#announce(kind);
  }

  #announce(kind: PublishedKind): Promise<DatasetRecord> {
    const announced = this.#announced.then(async () => {
      const dataset = await this.get(kind);
      this.#options.onChange(dataset);
      return dataset;
    });
    this.#announced = announced;
    return announced;
  }
}

async function endOf(task: Task | undefined): Promise<void> {
  task?.end.abort();
  await task?.ended;
}

function requireAbsolute(path: string, name: string): void {
  if (!isAbsolute(path)) throw new DataError(`${name}: expected an absolute path, received "${path}".`);
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}
