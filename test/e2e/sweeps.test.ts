import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { newSweep } from '#main/lab/creating/new-sweep.ts';
import { openStore } from '#main/store/open-store.ts';
import { closing, databaseIn, openHost } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

/** A sweep whose runs have ended, so that nothing is trained when the lab opens. */
async function fill(file: string): Promise<void> {
  const store = await openStore(file, { mode: 'own' });
  const spec = parseExperiment({
    title: 'Rates',
    base: {
      dataset: { kind: 'spirals' },
      network: { layers: [{ kind: 'dense', units: 8 }] },
      optimizer: { kind: 'sgd' },
      duration: { count: 10 },
    },
    arms: [{ name: 'without BN' }, { name: 'with BN', patch: { 'network.normalization': { kind: 'batch' } } }],
    seeds: [1],
    sweep: { kind: 'grid', axes: { 'optimizer.learningRate': { kind: 'values', values: [0.1, 0.2, 0.3] } } },
  });
  const { experiments } = await store.sweeps.create(newSweep(spec, 'wasm'));
  for (const { id } of experiments) {
    for (const run of (await store.experiments.get(id)).runs) await store.runs.update(run.id, { status: 'completed' });
  }
  await store.close();
}

test('a sweep is removed as a whole, brought back with one Undo, and restored from the trash', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-sweeps-'));
  await fill(databaseIn(folder));
  const host = await openHost(context, folder);
  await closing(host, async () => {
    const { page } = host;
    const screens = new LabScreens(page);
    const listed = page.getByRole('navigation', { name: 'List of experiments' });
    const heading = page.getByRole('heading', { level: 1, name: 'Rates', exact: true });
    const remove = async () => {
      await page.getByRole('main').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('“Rates” with 3 experiments was removed.').last().waitFor();
      await listed.getByText('Your experiments will be listed here.').waitFor();
    };

    await listed
      .getByRole('link', { name: /^Rates/ })
      .first()
      .click();
    await heading.waitFor();
    await remove();
    await page.getByRole('button', { name: 'Undo' }).click();
    await heading.waitFor();
    await listed.getByText('3 points').waitFor();

    await remove();
    await screens.openRoom('Storage');
    const entry = page.getByRole('listitem').filter({ hasText: 'Sweep of 3 experiments, 6 runs' });
    await entry.getByRole('button', { name: 'Restore' }).click();
    await listed.getByText('3 points').waitFor();
    await page.getByText('The trash is empty.').waitFor();

    // The page of a trashed sweep can restore it, too.
    await listed
      .getByRole('link', { name: /^Rates/ })
      .first()
      .click();
    const address = page.url();
    await remove();
    await page.goto(address);
    await page.getByRole('button', { name: 'Restore what was removed last' }).click();
    await listed.getByText('3 points').waitFor();
    expect(host.watch.errors).toEqual([]);
  });
});
