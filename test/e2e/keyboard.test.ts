import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { closing, doors } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

/** From the first screen to a running experiment and back without a pointer. */
describe.each(doors)('the keyboard alone through the $name', (door) => {
  test('chooses a recipe, changes it, runs it and walks through its views', async (context) => {
    const open = await door.open(context, mkdtempSync(join(tmpdir(), 'bnlab-keyboard-')));
    const { page } = open;
    await closing(open, async () => {
      const screens = new LabScreens(page);
      await page.getByRole('link', { name: /^Two spirals/ }).waitFor();
      await tabTo(page, /^Two spirals/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Two spirals' }).waitFor();

      await tabTo(page, /^Seeds/);
      await page.keyboard.press('Control+A');
      await page.keyboard.type('1');
      await tabTo(page, /^Duration/);
      await page.keyboard.press('Control+A');
      await page.keyboard.type('5');
      await page.getByRole('button', { name: 'Run 2 runs' }).waitFor();
      await page.keyboard.press('Control+Enter');

      await screens.waitUntilCompleted();
      await tabTo(page, /^Comparison/);
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name: /^Runs/, selected: true }).waitFor();

      await tabTo(page, /^New experiment/);
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Two spirals' }).first().waitFor();
      expect(open.watch.errors).toEqual([]);
    });
  });

  test('can run from the Run button too', async (context) => {
    const open = await door.open(context, mkdtempSync(join(tmpdir(), 'bnlab-keyboard-')));
    await closing(open, async () => {
      const screens = new LabScreens(open.page);
      await screens.openRecipe('Two spirals');
      await screens.setSeeds('1');
      await screens.setDuration(2);
      await tabTo(open.page, /^Run/);
      await open.page.keyboard.press('Enter');
      await screens.waitUntilCompleted();
    });
  });
});

const TAB_PRESSES_MAX = 90;

/** Presses Tab until the element with this name has the focus, visibly. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let press = 0; press < TAB_PRESSES_MAX; press++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return null;
      const labels = (element as HTMLInputElement).labels;
      const label = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent ?? '';
      return { name: label.trim().replace(/\s+/g, ' '), visible: element.matches(':focus-visible') };
    });
    if (focused === null) continue;
    passed.push(focused.name.slice(0, 40));
    if (name.test(focused.name)) {
      expect(focused.visible, `${focused.name} shows that it has the focus`).toBe(true);
      return;
    }
  }
  throw new Error(`Tab did not lead to ${name}. It passed: ${passed.join(' | ')}`);
}
