import type { LabEvent } from '#core/contract/lab-event.ts';
import type { StoreTask } from '#core/contract/store-care.ts';

/** How far the lab is with what takes a while: backups, checks, archives. */
export class StoreTasks {
  #shares = $state.raw<Partial<Record<StoreTask, number>>>({});

  /** 0 to 1; null before the lab has said anything. */
  share(task: StoreTask): number | null {
    return this.#shares[task] ?? null;
  }

  apply(event: LabEvent): void {
    if (event.kind === 'storeProgressed') this.#shares = { ...this.#shares, [event.task]: event.share };
  }
}
