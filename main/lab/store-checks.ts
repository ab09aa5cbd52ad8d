import { assert } from '#core/assert.ts';
import type { StoreCheck } from '#core/contract/keeping.ts';
import { checkInThread } from '#main/store/integrity/check-in-thread.ts';
import type { Store } from '#main/store/store.ts';
import type { Announcer } from './announcer.ts';

/** So that a lab which has just opened, or which only answers a question, is not slowed down by its check. */
const DELAY_MS = 2_000;

/** Whether what the lab keeps is whole: asked by a person, or by the lab itself where its opening did not wait for it. */
export class StoreChecks {
  readonly #store: Store;
  readonly #announcer: Announcer;
  readonly #thread: string;
  readonly #stopped = new AbortController();
  /** The check beside the opening, while it goes on. */
  #beside: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout | null = null;
  #damage: string | null = null;

  /** @param thread the built thread, `out/main/check-thread.js` */
  constructor(store: Store, announcer: Announcer, thread: string, reportFault: (fault: unknown) => void) {
    this.#store = store;
    this.#announcer = announcer;
    this.#thread = thread;
    if (store.isChecked) return;
    this.#timer = setTimeout(() => {
      this.#beside = this.#checkBeside().catch(reportFault);
    }, DELAY_MS);
    this.#timer.unref();
  }

  /** What was found, and what to do; null while nothing was. */
  get damage(): string | null {
    return this.#damage;
  }

  async check(): Promise<StoreCheck> {
    const check = await checkInThread(this.#thread, this.#store.file);
    assert(check !== null, `the database ${this.#store.file} is there while it is open`);
    this.#tell(check);
    return check;
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#stopped.abort();
    await this.#beside;
  }

  async #checkBeside(): Promise<void> {
    const check = await checkInThread(this.#thread, this.#store.file, this.#stopped.signal);
    if (check !== null) this.#tell(check);
  }

  /** Once; what only shows a database leaves it to its owner. */
  #tell({ faults }: StoreCheck): void {
    if (faults.length === 0 || this.#damage !== null || !this.#store.isOwned) return;
    this.#damage = this.#store.noteDamage(faults);
    this.#announcer.announce({ kind: 'damageFound', text: this.#damage });
  }
}
