import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { newExperiment } from '#main/lab/creating/new-experiment.ts';
import { openStore } from '#main/store/open-store.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { closing, databaseIn, doors } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

const EXPERIMENTS = 20;
const SEEDS = Array.from({ length: 8 }, (_, index) => index + 1);
const TOTAL = EXPERIMENTS * SEEDS.length * 2;

/** Completed runs of many experiments, so that nothing is trained when the lab opens. */
async function fill(file: string): Promise<void> {
  const store = await openStore(file, { mode: 'own' });
  for (let index = 1; index <= EXPERIMENTS; index += 1) {
    const spec = parseExperiment({
      title: index === 3 ? 'An experiment whose title is so long that no table can show all of it' : `Spirals ${index}`,
      base: {
        dataset: { kind: 'spirals' },
        network: { layers: [{ kind: 'dense', units: 8 * index }] },
        optimizer: { kind: 'sgd', learningRate: index / 10 },
        duration: { count: 100 },
      },
      arms: [{ name: 'without BN' }, { name: 'with BN', patch: { 'network.normalization': { kind: 'batch' } } }],
      seeds: SEEDS,
    });
    const { id } = await store.experiments.create(newExperiment(spec, 'wasm'));
    for (const run of (await store.experiments.get(id)).runs) {
      const last = Math.fround(run.arm === 'with BN' ? 0.9 + run.seed / 1_000 : 0.5 + index / 100);
      const startedAt = new Date(Date.UTC(2026, 10, index, run.seed)).toISOString();
      await store.runs.recordProgress(run.id, {
        steps: 100,
        points: [],
        summary: {
          'test/accuracy': { last, best: Math.fround(last + 0.01) },
          'test/loss': { last: 1 - last, best: 0.9 - last / 2 },
        },
      });
      const diverged = run.arm === 'without BN' && run.seed === 8;
      await store.runs.update(run.id, {
        ...(diverged ? { status: 'diverged', divergedAtStep: 41 } : { status: 'completed' }),
        stepsTotal: 100,
        startedAt,
        durationMs: 1_000 * index + 10 * run.seed,
      });
    }
  }
  await store.close();
}

/** The cells of a column, without its header. */
function column(page: Page, index: number): Promise<string[]> {
  return page.locator(`tbody tr > :nth-child(${index})`).allInnerTexts();
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['BNLAB_SHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

describe.each(doors)('all runs through the $name', (door) => {
  test('are found by a typed filter, sorted, and lead to their experiment', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'bnlab-runs-'));
    await fill(databaseIn(folder));
    const open = await door.open(context, folder);
    await closing(open, async () => {
      const { page } = open;
      const { keyboard } = page;
      const screens = new LabScreens(page);
      const status = page.getByRole('main').getByRole('status').first();
      await screens.showAllRuns();
      await status.getByText(`${TOTAL} runs of ${EXPERIMENTS} experiments`).waitFor();
      expect(await page.getByRole('row').count()).toBe(101);
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText(`101–200 of ${TOTAL}`).waitFor();
      await shot(page, `${door.name}-pages`);

      // Fields, operators and values are all taken from the lists.
      await screens.filter.focus();
      await keyboard.type('arm');
      await page.getByRole('option', { name: 'arm', exact: false }).first().waitFor();
      await keyboard.press('ArrowDown');
      await keyboard.press('Enter');
      await page.getByRole('option', { name: '=', exact: false }).first().waitFor();
      await keyboard.press('ArrowDown');
      await keyboard.press('Tab');
      await page.getByRole('option', { name: '"with BN"' }).waitFor();
      await shot(page, `${door.name}-values`);
      await keyboard.type('"wi');
      await page.getByRole('option', { name: '"with BN"' }).waitFor();
      await page.getByRole('option', { name: '"without BN"' }).click();
      expect((await screens.filter.inputValue()).trim()).toBe('arm = "without BN"');
      await status.getByText(`${TOTAL / 2} runs match the filter`).waitFor();
      await keyboard.type('and optimizer.learningRate > 1.5 and not status = diverged');
      await status.getByText(`${5 * 7} runs match the filter`).waitFor();
      await keyboard.press('Escape');
      expect(await page.getByRole('listbox').isVisible()).toBe(false);
      await shot(page, `${door.name}-found`);

      // Sorted, also by fields that only the filter knows.
      await page.getByRole('columnheader', { name: 'Test acc.' }).getByRole('button').click();
      await expect
        .poll(async () => (await column(page, 6)).slice(0, 8))
        .toEqual([...Array<string>(7).fill('70.00\u00a0%'), '69.00\u00a0%']);
      expect(await page.getByRole('columnheader', { name: 'Test acc.' }).getAttribute('aria-sort')).toBe('descending');

      // An error is shown with its column and fixed with a click; the previous results stay visible.
      await screens.filter.fill('seed = 1 and status = complete and arm = "with BN"');
      await page.getByRole('button', { name: 'Column 23' }).click();
      const marked = await screens.filter.evaluate((input: HTMLInputElement) =>
        input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0),
      );
      expect(marked).toBe('complete');
      await shot(page, `${door.name}-fault`);
      await page.getByRole('button', { name: 'Use completed' }).click();
      await status.getByText(`${EXPERIMENTS} runs match the filter`).waitFor();

      await screens.filter.fill('seed = 77');
      await page.getByRole('heading', { name: 'No run matches the filter' }).waitFor();
      await keyboard.press('Escape');
      await shot(page, `${door.name}-none`);
      await screens.filter.fill('seed = 1 and status = completed and arm = "with BN"');
      await status.getByText(`${EXPERIMENTS} runs match the filter`).waitFor();

      // The filter is in the address, so a reload shows the same runs; and a run leads to its experiment and back.
      await page.reload();
      await status.getByText(`${EXPERIMENTS} runs match the filter`).waitFor();
      await page.getByRole('row').nth(1).getByText('with BN').click();
      await page.getByRole('heading', { level: 1, name: 'Spirals 20' }).waitFor();
      await page.goBack();
      await status.getByText(`${EXPERIMENTS} runs match the filter`).waitFor();
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await status.getByText(`${TOTAL} runs of ${EXPERIMENTS} experiments`).waitFor();
      expect(open.watch.errors).toEqual([]);
    });
  });
});
