import type { Locator, Page } from 'playwright-core';

/** The lab's screens as a user navigates them: by roles and names, never by markup. */
export class LabScreens {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async openRecipe(title: string): Promise<void> {
    await this.page.getByRole('link', { name: 'New experiment' }).first().click();
    // A card begins with its title; another card may name the same data set.
    await this.page
      .getByRole('main')
      .getByRole('link', { name: new RegExp(`^${title.replaceAll(/[^\p{Letter}\p{Number} ]/gu, '\\$&')}`) })
      .click();
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
  }

  /** In the designer. */
  async setSeeds(seeds: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Seeds' }).fill(seeds);
  }

  async setDuration(epochs: number): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Duration' }).fill(String(epochs));
  }

  get runButton(): Locator {
    return this.page.getByRole('main').getByRole('button', { name: /^Run/ });
  }

  /** Of the experiment on the screen; waits until nothing more is going to happen. */
  async waitUntilCompleted(): Promise<void> {
    await this.page.getByRole('main').getByText('Completed', { exact: true }).first().waitFor();
  }

  chart(name: 'Training loss' | 'Test accuracy'): Locator {
    return this.page.getByRole('img', { name: new RegExp(`^${name}`) });
  }

  async showView(name: 'Comparison' | 'Runs' | 'BN statistics' | 'Spec'): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`), selected: true }).waitFor();
  }

  /** In the legend: hides or shows the arm's curves. */
  armToggle(arm: string): Locator {
    return this.page.getByRole('list', { name: 'Arms' }).getByRole('button', { name: arm });
  }

  async openRoom(name: 'Queue' | 'Storage' | 'Data sets'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name }).click();
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  get exportButton(): Locator {
    return this.page.getByRole('button', { name: 'Export report' });
  }

  async showAllRuns(): Promise<void> {
    await this.page.getByRole('link', { name: 'All runs' }).click();
    await this.page.getByRole('heading', { level: 1, name: 'All runs' }).waitFor();
  }

  /** In the room of all runs. */
  get filter(): Locator {
    return this.page.getByRole('combobox', { name: 'Filter' });
  }

  experimentLink(title: string): Locator {
    return this.page.getByRole('navigation', { name: 'List of experiments' }).getByRole('link', { name: title });
  }
}

/** How a chart describes itself: the last value of every arm's curve. */
export async function lastValues(chart: Locator): Promise<Record<string, number>> {
  const description = (await chart.getAttribute('aria-label')) ?? '';
  const listed = /Last values: (.*)\.$/.exec(description)?.[1] ?? '';
  return Object.fromEntries(
    listed
      .split(', ')
      .filter((part) => part !== '')
      .map((part) => {
        const space = part.lastIndexOf(' ');
        return [part.slice(0, space), Number(part.slice(space + 1))];
      }),
  );
}

/** A chart's pixels, to compare. */
export function pixels(chart: Locator): Promise<string> {
  return chart.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
}
