import { getContext, setContext } from 'svelte';
import type { LabInfo } from '#core/contract/lab-info.ts';
import type { RecipeRecord } from '#core/contract/recipe-record.ts';
import type { Connection } from '../api/connection.svelte.ts';
import { DangerNotices } from './danger-notices.ts';
import { DatasetList } from './datasets.svelte.ts';
import { ExperimentList } from './experiment-list.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { QueueList } from './queue.svelte.ts';
import { Router } from './router.svelte.ts';
import { StoreTasks } from './store-tasks.svelte.ts';
import { Theme } from './theme.svelte.ts';
import { watchLab } from './watch.ts';

/** Everything the page knows that outlives a room: one object, created once in `main.ts`. */
export class LabState {
  readonly connection: Connection;
  readonly experiments: ExperimentList;
  readonly queue: QueueList;
  readonly datasets: DatasetList;
  readonly storeTasks = new StoreTasks();
  readonly router = new Router();
  readonly theme = new Theme();
  readonly notices = new Notices();
  readonly #dangers = new DangerNotices(this.notices, sessionStorage);

  info = $state.raw<LabInfo | null>(null);
  recipes = $state.raw<readonly RecipeRecord[] | null>(null);
  /** Ticks once a second, for times left and "5 min ago". */
  now = $state(Date.now());

  /** The text of an opened spec file, on its way to the designer. */
  draft: string | null = null;

  constructor(connection: Connection) {
    this.connection = connection;
    this.experiments = new ExperimentList(connection.client);
    this.queue = new QueueList(connection.client);
    this.datasets = new DatasetList(connection.client);
    watchLab(
      connection.client,
      () => void this.#load(),
      (event) => {
        this.experiments.apply(event);
        this.queue.apply(event);
        this.datasets.apply(event);
        this.storeTasks.apply(event);
        if (event.kind === 'damageFound') this.#dangers.tell('damage', event.text);
      },
    );
    // A person who comes back may have brought files here meanwhile.
    window.addEventListener('focus', () => void this.datasets.load());
    setInterval(() => (this.now = Date.now()), 1_000);
  }

  /** True if the lab refuses every change, because it only shows a database that another lab owns. */
  get readOnly(): boolean {
    return this.info?.readOnly === true;
  }

  /**
   * The attributes of a control that changes something: the given ones or, if the lab refuses every change, disabled
   * with the reason. Every such control gets them from here.
   */
  changing(own: ControlState = {}): ControlState {
    return this.readOnly ? { disabled: true, title: READ_ONLY_REASON } : own;
  }

  get client() {
    return this.connection.client;
  }

  async #load(): Promise<void> {
    const loadRest = async () => {
      this.info = await this.client.lab.info();
      this.#dangers.tell('recovery', this.info.recovery?.text);
      this.#dangers.tell('damage', this.info.damage);
      this.recipes = await this.client.recipes.list();
    };
    // This fails only because the connection was lost again; it is loaded with the next one.
    await Promise.allSettled([this.experiments.load(), this.queue.load(), this.datasets.load(), loadRest()]);
  }
}

/** Attributes of a button or a menu item. */
export interface ControlState {
  readonly disabled?: boolean;
  readonly title?: string;
}

const READ_ONLY_REASON =
  'Nothing can be changed here, because this window only shows the database. Use the BatchNorm Lab that has it open, or close that one and reopen the database here.';

const KEY = Symbol('lab');

export function provideLab(lab: LabState): void {
  setContext(KEY, lab);
}

export function useLab(): LabState {
  return getContext<LabState>(KEY);
}
