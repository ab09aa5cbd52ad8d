import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { controlFaults } from './control-faults.ts';
import { closing, openHost } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

/**
 * A window of 1280×720 at 200 % has 640×360 CSS pixels. Every control can be reached there, and none lies under
 * something else. With BNLAB_SHOTS=FOLDER the rooms are also saved there.
 */
const ZOOMED = { width: 640, height: 360 };

test('at 200 % every control can be reached, and none overlaps another card', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-zoomed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const open = await openHost(context, folder);
  await closing(open, async () => {
    const { page } = open;
    const screens = new LabScreens(page);
    await open.setSize(ZOOMED.width, ZOOMED.height);
    const faults: string[] = [];
    const look = async (room: string) => faults.push(...(await faultsIn(page, room)));

    await look('welcome');
    await screens.openRecipe('Two spirals');
    await look('designer');
    await page.getByRole('radio', { name: 'YAML' }).click();
    await look('designer-yaml');
    await page.getByRole('radio', { name: 'Form' }).click();
    await screens.setSeeds('1, 2, 3');
    await screens.setDuration(20);
    await screens.runButton.click();
    await screens.waitUntilCompleted();
    await screens.chart('Training loss').waitFor();
    await look('comparison');
    await page.getByRole('button', { name: /^Ready/ }).click();
    await page.getByRole('spinbutton', { name: 'Runs at once' }).waitFor();
    await look('lab-info');
    await page.keyboard.press('Escape');
    await screens.showView('Runs');
    await look('runs');
    await page.getByRole('button', { name: 'Details of with BN, seed 1' }).click();
    await page.getByRole('dialog').getByText('Completed').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Branch' }).click();
    await page.getByRole('textbox', { name: /What changes/ }).waitFor();
    await look('branch');
    await page.keyboard.press('Escape');
    await screens.showView('BN statistics');
    await page.getByRole('img').first().waitFor();
    await look('statistics');
    await screens.showView('Spec');
    await look('spec');
    await screens.openRecipe('Which learning rates train');
    await look('designer-sweep');
    await screens.openRecipe('Two spirals');
    await screens.setDuration(20_000);
    await screens.runButton.click();
    await page.getByRole('progressbar', { name: 'Progress of the experiment' }).waitFor();
    await look('running');
    await screens.openRoom('Queue');
    await page.getByRole('region', { name: 'Running runs' }).waitFor();
    await look('queue');
    await page.getByRole('button', { name: 'Pause everything' }).click();
    await page.getByRole('region', { name: 'Paused runs' }).waitFor();
    await look('queue-paused');
    await screens.openRoom('Storage');
    await look('storage');
    await screens.openRoom('Data sets');
    await look('data-sets');
    await screens.showAllRuns();
    await look('all-runs');

    expect(faults).toEqual([]);
    expect(open.watch.errors).toEqual([]);
  });
});

async function faultsIn(page: Page, room: string): Promise<string[]> {
  const shots = process.env['BNLAB_SHOTS'];
  if (shots !== undefined) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `zoomed-${room}.png`) });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const faults = await controlFaults(page);
  if (wide > 0) faults.push(`${wide} px wider than the window`);
  return faults.map((fault) => `${room}: ${fault}`);
}
