export interface Notice {
  readonly id: number;
  readonly tone: 'neutral' | 'success' | 'danger';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const SHOWN_MS = 7_000;

/** Short messages at the edge of the window. Failures stay until they are dismissed; others disappear by themselves. */
export class Notices {
  shown = $state.raw<readonly Notice[]>([]);
  #nextId = 1;

  tell(text: string, options: Pick<Partial<Notice>, 'tone' | 'action'> = {}): void {
    const id = this.#nextId++;
    const tone = options.tone ?? 'neutral';
    this.shown = [...this.shown, { id, text, tone, ...(options.action ? { action: options.action } : {}) }];
    if (tone !== 'danger') setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((notice) => notice.id !== id);
  }
}
