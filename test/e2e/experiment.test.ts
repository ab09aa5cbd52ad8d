import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { describe, expect, test, type TestContext } from 'vitest';
import { requireChromium, sandboxArguments } from '#test/requirements.ts';
import { WAIT_MAX_MS } from '#test/waiting.ts';
import { closing, doors, type OpenDoor } from './doors.ts';
import { LabScreens, lastValues, pixels } from './lab-screens.ts';
import { watchPage } from './watched-page.ts';

/** What a newcomer does first, through each door: run a recipe, watch it, come back to it, export the report. */

describe.each(doors)('an experiment through the $name', (door) => {
  test('runs, is watched, is still there after a restart, and is exported as a report', async (context) => {
    requireChromium(context);
    const folder = mkdtempSync(join(tmpdir(), 'bnlab-e2e-'));

    const first = await door.open(context, folder);
    const shown = await watching(first, async () => {
      const screens = new LabScreens(first.page);
      await first.page.getByRole('heading', { level: 1, name: 'Welcome to BatchNorm Lab' }).waitFor();
      await screens.openRecipe('Two spirals');
      await screens.setSeeds('1, 2');
      await screens.setDuration(12);
      await screens.runButton.click();
      const live = await expectCurvesOfBothArms(screens);
      expect(live['without BN']).toBeGreaterThan(0);
      await screens.waitUntilCompleted();
      await screens.showView('Runs');
      await expect
        .poll(() => first.page.getByRole('main').getByText('Completed', { exact: true }).count())
        .toBeGreaterThanOrEqual(4);
      await screens.showView('BN statistics');
      await first.page
        .getByRole('img', { name: /running/i })
        .first()
        .waitFor();
      await screens.showView('Comparison');
      await expectCurvesOfBothArms(screens);
      await expectDrawn(screens);
      return lastValues(screens.chart('Training loss'));
    });

    const second = await door.open(context, folder);
    const report = await watching(second, async () => {
      const screens = new LabScreens(second.page);
      await screens.experimentLink('Two spirals').click();
      await screens.waitUntilCompleted();
      await expectCurvesOfBothArms(screens);
      expect(await lastValues(screens.chart('Training loss'))).toEqual(shown);
      const file = await second.download(() => screens.exportButton.click());
      await expectIdenticalAgain(screens, second.page);
      return file;
    });

    expect(report.fileName).toMatch(/\.html$/);
    await expectReportStandsAlone(context, join(folder, report.fileName), report.text);
  });
});

/** The page must not have done anything wrong meanwhile. */
function watching<T>(door: OpenDoor, work: () => Promise<T>): Promise<T> {
  return closing(door, async () => {
    const result = await work();
    expect(door.watch.errors).toEqual([]);
    expect(door.watch.foreignRequests).toEqual([]);
    return result;
  });
}

/** Another run of the same spec is linked to the first, and its results are said to be the same bits. */
async function expectIdenticalAgain(screens: LabScreens, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Run again' }).click();
  const repetitions = page.getByRole('group', { name: 'Repetitions' });
  await repetitions.getByRole('link', { name: /^Two spirals, / }).waitFor();
  await screens.waitUntilCompleted();
  await repetitions.getByRole('button', { name: 'Compare results' }).click();
  await repetitions
    .getByText(/^Identical: all [\d,]+ recorded values of 4 pairs of runs are the same bits\.$/)
    .waitFor();
}

async function expectCurvesOfBothArms(screens: LabScreens): Promise<Record<string, number>> {
  for (const name of ['Training loss', 'Test accuracy'] as const) {
    const chart = screens.chart(name);
    await expect.poll(async () => Object.keys(await lastValues(chart)).sort()).toEqual(['with BN', 'without BN']);
  }
  return lastValues(screens.chart('Training loss'));
}

/**
 * The curves are on the canvas, not only in its description: hiding an arm changes it, and showing the arm restores it.
 */
async function expectDrawn(screens: LabScreens): Promise<void> {
  const chart = screens.chart('Test accuracy');
  const both = await pixels(chart);
  for (const arm of ['without BN', 'with BN']) {
    const toggle = screens.armToggle(arm);
    await toggle.click();
    await expect.poll(() => pixels(chart)).not.toBe(both);
    await toggle.click();
    await expect.poll(() => pixels(chart)).toBe(both);
  }
}

/** A browser without a network opens the report as a file. */
async function expectReportStandsAlone(context: TestContext, file: string, text: string): Promise<void> {
  writeFileSync(file, text);
  const browser = await chromium.launch({
    executablePath: requireChromium(context),
    chromiumSandbox: sandboxArguments.length === 0,
    timeout: WAIT_MAX_MS,
  });
  try {
    const page = await browser.newPage();
    await page.context().setOffline(true);
    const watch = watchPage(page);
    const requested: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    const address = pathToFileURL(file).href;
    await page.goto(address);
    await page.getByRole('heading', { level: 1, name: 'Two spirals' }).waitFor();
    for (const arm of ['without BN', 'with BN']) await page.getByText(arm, { exact: true }).first().waitFor();
    expect(await page.locator('svg path, svg polyline').count()).toBeGreaterThan(0);
    expect(requested.filter((url) => url !== address && !/^(data|blob):/.test(url))).toEqual([]);
    expect(watch.errors).toEqual([]);
  } finally {
    await browser.close();
  }
}
