import { existsSync, statSync } from 'node:fs';
import type { StoreCheck } from '#core/contract/store-care.ts';
import { identifyFile } from './opening/identify-file.ts';
import { findFaults } from './integrity/find-faults.ts';
import { migrations } from './migrations/migrations.ts';
import type { StoreProgress } from './store-progress.ts';
import { withStoreErrors } from './connection/sqlite-errors.ts';

/**
 * Whether a database is whole, row for row. Changes nothing, also while a lab owns it.
 *
 * @returns null if there is none
 * @throws StoreError if it is another program's, of a newer version, or cannot be read
 */
export async function checkDatabase(file: string, onProgress?: StoreProgress): Promise<StoreCheck | null> {
  if (!existsSync(file)) return null;
  return withStoreErrors(file, async () => {
    const faults =
      identifyFile(file, migrations) === 'damaged'
        ? ['its header is damaged']
        : await findFaults(file, migrations, 'all', onProgress);
    return { file, bytes: statSync(file).size, faults };
  });
}
