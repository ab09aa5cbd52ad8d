import { getContext, setContext } from 'svelte';
import type { LabInfo, RecipeRecord } from '#core/contract/records.ts';
import type { Connection } from '../api/connection.svelte.ts';
import { ExperimentList } from './experiment-list.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { QueueList } from './queue.svelte.ts';
import { Router } from './router.svelte.ts';
import { Theme } from './theme.svelte.ts';
import { watchLab } from './watch.ts';

/** Everything the page knows that outlives a room: one object, made once in `main.ts`. */
export class LabState {
  readonly connection: Connection;
  readonly experiments: ExperimentList;
  readonly queue: QueueList;
  readonly router = new Router();
  readonly theme = new Theme();
  readonly notices = new Notices();

  info = $state.raw<LabInfo | null>(null);
  recipes = $state.raw<readonly RecipeRecord[] | null>(null);
  /** Moves on once a second, for times left and "5 min ago". */
  now = $state(Date.now());

  /** The text of a spec file that was opened, on its way to the designer. */
  draft: string | null = null;

  constructor(connection: Connection) {
    this.connection = connection;
    this.experiments = new ExperimentList(connection.client);
    this.queue = new QueueList(connection.client);
    watchLab(
      connection.client,
      undefined,
      () => void this.#load(),
      (event) => {
        this.experiments.apply(event);
        this.queue.apply(event);
      },
    );
    setInterval(() => (this.now = Date.now()), 1_000);
  }

  get client() {
    return this.connection.client;
  }

  async #load(): Promise<void> {
    const loadRest = async () => {
      this.info = await this.client.lab.info();
      this.recipes = await this.client.recipes.list();
    };
    // What fails here fails because the connection was lost again, and is loaded with the next one.
    await Promise.allSettled([this.experiments.load(), this.queue.load(), loadRest()]);
  }
}

const KEY = Symbol('lab');

export function provideLab(lab: LabState): void {
  setContext(KEY, lab);
}

export function useLab(): LabState {
  return getContext<LabState>(KEY);
}
