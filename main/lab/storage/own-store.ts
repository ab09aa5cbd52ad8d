import { openStore } from '#main/store/open-store.ts';
import { isDamagedStore } from '#main/store/connection/sqlite-errors.ts';
import type { Store } from '#main/store/store.ts';

/**
 * Opens the database to write, with what an earlier lab left running noted as interrupted; one that is damaged where that
 * is first looked for is repaired first.
 *
 * @throws StoreError as `openStore`
 */
export async function ownStore(databaseFile: string): Promise<Store> {
  const store = await openStore(databaseFile, { mode: 'own' });
  try {
    await store.runs.interruptOrphans();
    return store;
  } catch (thrown) {
    await store.close();
    if (store.isChecked || !isDamagedStore(thrown)) throw thrown;
  }
  // It was not looked at whole, and is damaged where it is first read.
  const repaired = await openStore(databaseFile, { mode: 'own', checkFirst: true });
  await repaired.runs.interruptOrphans();
  return repaired;
}
