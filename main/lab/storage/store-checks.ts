import type { StoreCheck } from '#core/contract/store-care.ts';
import { LabError } from '#core/errors.ts';
import { checkBeside, type StartCheck } from '#main/store/integrity/check-beside.ts';
import type { StoreProgress } from '#main/store/store-progress.ts';
import type { Store } from '#main/store/store.ts';
import type { Announcer } from '../watching/announcer.ts';

/** So that a lab which has just opened, or which only answers a question, is not slowed down by its check. */
const DELAY_MS = 2_000;

/** Whether the database is undamaged: asked by a person, or by the lab itself where its opening did not wait for it. */
export class StoreChecks {
  readonly #store: Store;
  readonly #start: StartCheck;
  readonly #reportFault: (fault: unknown) => void;
  readonly #closed = new AbortController();
  /** Ends the check that the lab does by itself; null while none is due or under way. */
  #beside: AbortController | null = null;
  #damage: string | null = null;

  constructor(store: Store, announcer: Announcer, start: StartCheck, reportFault: (fault: unknown) => void) {
    this.#store = store;
    this.#start = start;
    this.#reportFault = reportFault;
    store.onDamage((text) => {
      this.#damage = text;
      announcer.announce({ kind: 'damageFound', text });
    });
    if (!store.isChecked) this.#checkSoon();
  }

  /** What was found, and what to do; null while nothing was. */
  get damage(): string | null {
    return this.#damage;
  }

  /** Asked by a person. */
  async check(onProgress: StoreProgress): Promise<StoreCheck> {
    const check = await checkBeside(this.#start, this.#store.file, this.#closed.signal, onProgress);
    if (check === null) throw new LabError('CONFLICT', 'The lab closed before all of the database had been read.');
    this.#tell(check);
    return check;
  }

  /** Does what a reader would be in the way of; the lab's own check begins anew after it. */
  async without<T>(work: () => Promise<T>): Promise<T> {
    const wasDue = this.#beside !== null;
    this.#beside?.abort();
    try {
      return await work();
    } finally {
      if (wasDue) this.#checkSoon();
    }
  }

  close(): void {
    this.#beside?.abort();
    this.#closed.abort();
  }

  #checkSoon(): void {
    const beside = new AbortController();
    this.#beside = beside;
    const timer = setTimeout(() => {
      this.#checkBeside(beside).catch(this.#reportFault);
    }, DELAY_MS);
    timer.unref();
    beside.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  async #checkBeside(beside: AbortController): Promise<void> {
    const check = await checkBeside(this.#start, this.#store.file, beside.signal);
    if (this.#beside === beside) this.#beside = null;
    if (check !== null) this.#tell(check);
  }

  /** What only shows a database leaves it to its owner. */
  #tell({ faults }: StoreCheck): void {
    if (faults.length > 0 && this.#store.isOwned) this.#store.noteDamage(faults);
  }
}
