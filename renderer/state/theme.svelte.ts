import { THEME_CHOSEN, themeChoice, type ThemeChoice } from '#core/contract/desktop-bridge.ts';

const STORAGE_KEY = 'theme';

/** Light or dark: the system's, unless the user chose; the choice outlives the window. */
export class Theme {
  choice = $state<ThemeChoice>('system');
  #systemDark = $state(false);
  readonly shown = $derived(this.choice === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.choice);

  constructor() {
    const media = matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = media.matches;
    media.addEventListener('change', (event) => {
      this.#systemDark = event.matches;
      this.#show();
    });
    const stored = themeChoice.safeParse(localStorage.getItem(STORAGE_KEY));
    if (stored.success) this.choice = stored.data;
    this.#show();
    this.#announce();
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    localStorage.setItem(STORAGE_KEY, choice);
    this.#show();
    this.#announce();
  }

  /** The CSS tokens and the charts follow this attribute. */
  #show(): void {
    document.documentElement.dataset.theme = this.shown;
  }

  /** The desktop's frame, dialogs and menu follow it; in a browser nobody is listening. */
  #announce(): void {
    window.postMessage({ kind: THEME_CHOSEN, theme: this.choice }, location.origin);
  }
}
