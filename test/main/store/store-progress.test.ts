import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkDatabase } from '#main/store/check-database.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { partOf } from '#main/store/store-progress.ts';
import { freshFolder } from './experiments.ts';
import { fillStore } from './filled-store.ts';

/** What a task tells, in order. */
function recorded(): { shares: number[]; onProgress: (share: number) => void } {
  const shares: number[] = [];
  return { shares, onProgress: (share) => void shares.push(share) };
}

function expectToRise(shares: readonly number[]): void {
  expect(shares.length).toBeGreaterThan(1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares[0]).toBeGreaterThanOrEqual(0);
  expect(shares.at(-1)).toBe(1);
}

async function freshStore(): Promise<Store> {
  const store = await openStore(join(await freshFolder(), 'lab.db'), { mode: 'own' });
  onTestFinished(() => store.close());
  return store;
}

it('a part of a task tells the share of the whole', () => {
  const { shares, onProgress } = recorded();
  const part = partOf(onProgress, 0.4, 0.5);
  for (const share of [0, 0.5, 1]) part(share);
  expect(shares).toEqual([0.4, 0.45, 0.5]);
});

it('exports, imports, backups and checks say how far they are, and never go back', async () => {
  const store = await freshStore();
  await fillStore(store);
  const folder = await freshFolder();
  const archive = join(folder, 'all.bnlab');
  const ids = (await store.experiments.list()).map(({ id }) => id);
  const tasks = {
    export: (onProgress: (share: number) => void) => store.exportArchive(ids, archive, onProgress),
    import: async (onProgress: (share: number) => void) => (await freshStore()).importArchive(archive, onProgress),
    importAgain: (onProgress: (share: number) => void) => store.importArchive(archive, onProgress),
    backup: (onProgress: (share: number) => void) => store.backup(join(folder, 'copy.db'), onProgress),
    check: (onProgress: (share: number) => void) => checkDatabase(store.file, onProgress),
  };
  for (const carryOut of Object.values(tasks)) {
    const { shares, onProgress } = recorded();
    await carryOut(onProgress);
    expectToRise(shares);
  }
});
