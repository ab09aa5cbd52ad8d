import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newExperiment } from '#main/lab/creating/new-experiment.ts';
import { openStore } from '#main/store/open-store.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { closing, databaseIn, doors } from './doors.ts';

const EXPERIMENTS = 450;

/** @returns the ids, oldest first */
async function fill(file: string): Promise<string[]> {
  const store = await openStore(file, { mode: 'own' });
  const ids: string[] = [];
  for (let index = 1; index <= EXPERIMENTS; index += 1) {
    const spec = parseExperiment({
      title: `Spirals ${index}`,
      base: {
        dataset: { kind: 'spirals' },
        network: { layers: [{ kind: 'dense', units: 8 }] },
        optimizer: { kind: 'sgd' },
        duration: { count: 100 },
      },
      arms: [{ name: 'without BN' }],
      seeds: [1],
    });
    const { id } = await store.experiments.create(newExperiment(spec, 'wasm'));
    for (const { id: runId } of (await store.experiments.get(id)).runs)
      await store.runs.update(runId, { status: 'completed' });
    ids.push(id);
  }
  await store.close();
  return ids;
}

describe.each(doors)('a long list of experiments through the $name', (door) => {
  test('shows a part first and the rest while scrolling, and always the open experiment', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'bnlab-list-'));
    const ids = await fill(databaseIn(folder));
    const open = await door.open(context, folder);
    await closing(open, async () => {
      const { page } = open;
      const list = page.getByRole('navigation', { name: 'List of experiments' });
      const links = list.getByRole('link');
      await expect.poll(() => links.count()).toBe(100);
      await list.getByRole('button', { name: '350 more' }).scrollIntoViewIfNeeded();
      await expect.poll(() => links.count()).toBeGreaterThanOrEqual(200);
      // The oldest one, by its address.
      await page.evaluate((id) => void (location.hash = `#/experiments/${id}`), ids[0]);
      await expect.poll(() => links.count()).toBe(EXPERIMENTS);
      const oldest = list.getByRole('link', { name: 'Spirals 1', exact: false }).last();
      expect(await oldest.getAttribute('aria-current')).toBe('page');
      await page.getByRole('searchbox', { name: 'Search experiments' }).fill('Spirals 44');
      // 44, 144, 244, 344 and 440 to 449.
      await expect.poll(() => links.count()).toBe(14);
    });
  });
});
