import type { CompletionOption, FilterCompletion } from '#core/contract/run-search.ts';

/** What may stand at the cursor of a filter: asked for while a person types, listed below the text, taken by key or click. */
export class Completions {
  /** Whether the filter has the keyboard: the list is open only then. */
  focused = $state(false);
  #found = $state.raw<FilterCompletion | null>(null);
  /** Index of the option that Enter and Tab take; -1: none. */
  #active = $state(-1);
  #asked = 0;
  readonly #id: string;
  readonly #complete: (text: string, cursor: number) => Promise<FilterCompletion>;

  /** @param id - Prefix of the elements' ids, unique in the page. */
  constructor(id: string, complete: (text: string, cursor: number) => Promise<FilterCompletion>) {
    this.#id = id;
    this.#complete = complete;
  }

  readonly options = $derived(this.#found?.options ?? []);
  /** In words, for values that cannot be listed; empty if nothing may stand there. */
  readonly expected = $derived(this.#found?.expected ?? '');
  readonly isOpen = $derived(this.focused && (this.options.length > 0 || this.expected !== ''));
  readonly activeOption = $derived<CompletionOption | undefined>(this.options[this.#active]);
  readonly activeId = $derived(this.#active >= 0 ? this.optionId(this.#active) : undefined);

  get listId(): string {
    return `${this.#id}-list`;
  }

  /** The part of the text that an option replaces; null while nothing is known. */
  get replaced(): { readonly from: number; readonly to: number } | null {
    return this.#found;
  }

  optionId(index: number): string {
    return `${this.#id}-option-${index}`;
  }

  isActive(index: number): boolean {
    return index === this.#active;
  }

  async ask(text: string, cursor: number): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    try {
      const found = await this.#complete(text, cursor);
      if (mine !== this.#asked) return;
      this.#found = found;
      this.#active = -1;
    } catch {
      // Without the lab there are no completions; the banner tells why.
      this.close();
    }
  }

  /** An answer that is still on its way is dropped. */
  close(): void {
    this.#asked += 1;
    this.#found = null;
    this.#active = -1;
  }

  /** Cycles through the options and, before the first and after the last, through none. */
  move(by: 1 | -1): void {
    const places = this.options.length + 1;
    this.#active = ((this.#active + 1 + by + places) % places) - 1;
  }
}
