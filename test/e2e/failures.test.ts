import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { newExperiment } from '#test/main/store/experiments.ts';
import { openStore } from '#main/store/open-store.ts';
import { closing, databaseIn, openHost } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

/** Experiments whose runs failed: the reason stands once, in place of charts without points. */

const REASON = `/data/${'a-long-folder-name/'.repeat(8)}flowers.csv: expected a table of at least 2 rows, received 1. Choose another file.`;

/** @param failures the reason of each run, or null where it completed, by experiment */
async function fill(file: string, failures: Readonly<Record<string, readonly (string | null)[]>>): Promise<void> {
  const store = await openStore(file, { mode: 'own' });
  for (const [title, reasons] of Object.entries(failures)) {
    const { id } = await store.experiments.create(newExperiment(title, [1, 2]));
    for (const [index, { id: runId }] of (await store.experiments.get(id)).runs.entries()) {
      const failure = reasons[index];
      await store.runs.update(runId, failure === null ? { status: 'completed' } : { status: 'failed', failure });
    }
  }
  await store.close();
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['BNLAB_SHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `failures-${name}.png`) });
}

test('say once, in large type in place of charts, why they failed and what to do', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-failures-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await fill(databaseIn(folder), {
    'All alike': [REASON, REASON, REASON, REASON],
    'One of four': [null, REASON, null, null],
  });
  const host = await openHost(context, folder);
  const { page } = host;
  await closing(host, async () => {
    const screens = new LabScreens(page);
    await host.setSize(1280, 720);
    await screens.experimentLink('All alike').click();
    await page.getByRole('heading', { name: 'All 4 runs failed' }).waitFor();
    expect(await page.getByRole('main').getByText(REASON).count()).toBe(1);
    expect(await page.getByRole('main').getByRole('img').count()).toBe(0);
    await shot(page, 'all-light');
    await host.setTheme('dark');
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
    await shot(page, 'all-dark');
    await screens.showView('BN statistics');
    await page.getByRole('heading', { name: 'All 4 runs failed' }).waitFor();

    await screens.experimentLink('One of four').click();
    await page.getByRole('heading', { name: '1 of 4 runs failed' }).waitFor();
    await page.getByText('with BN: seed 1', { exact: true }).waitFor();
    await screens.chart('Training loss').or(page.getByText('Training loss').first()).first().waitFor();
    await shot(page, 'one');

    await screens.experimentLink('All alike').click();
    await screens.showView('Comparison');
    await page.getByRole('link', { name: 'Change the experiment' }).click();
    await page.getByRole('heading', { level: 1, name: 'All alike (2)' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Try again' }).click();
    await screens.waitUntilCompleted();
    expect(await page.getByRole('heading', { name: /runs? failed/ }).count()).toBe(0);
    expect(host.watch.errors).toEqual([]);
  });
});
