import type { Notices } from './notices.svelte.ts';

/**
 * What is wrong with the database, which the lab reports at every load for as long as it applies: a notice the first
 * time, and none after a reload of the page or a new connection.
 */
export class DangerNotices {
  readonly #notices: Pick<Notices, 'tell'>;
  readonly #session: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

  /** @param session outlives reloads of the page, as `sessionStorage` does */
  constructor(notices: Pick<Notices, 'tell'>, session: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
    this.#notices = notices;
    this.#session = session;
  }

  /** @param text undefined once it no longer applies; if it recurs, it is shown again */
  tell(kind: 'recovery' | 'damage', text: string | undefined): void {
    const key = `${kind}Told`;
    if (text === undefined) return this.#session.removeItem(key);
    if (this.#session.getItem(key) === text) return;
    this.#session.setItem(key, text);
    this.#notices.tell(text, { tone: 'danger' });
  }
}
