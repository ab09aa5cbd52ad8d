import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { LabEvent } from '#core/contract/lab-event.ts';
import type { JobLauncher } from '#main/jobs/job-launcher.ts';
import { PAGE_BYTES } from '#main/store/integrity/database-header.ts';
import { CHECKED_FIRST_BYTES_MAX, openStore } from '#main/store/open-store.ts';
import { freshFolder, newExperiment } from '../../store/experiments.ts';
import { moveRootPage } from '../../store/recovery/whole-database.ts';
import { firstEvent, openLab } from '../opened-lab.ts';

/** No run is started here. */
const launcher: JobLauncher = {
  launch() {
    throw new Error('No job was to be launched.');
  },
};

const MARK = 12_345_678.5;

/** A database that is too large to be checked before it opens: one tensor of it fills what is allowed. */
async function largeDatabase(): Promise<{ file: string; experimentId: string; runId: string }> {
  const file = join(await freshFolder(), 'lab.db');
  const store = await openStore(file, { mode: 'own' });
  const { id } = await store.experiments.create(newExperiment());
  const [run] = (await store.experiments.get(id)).runs;
  const values = new Float32Array(CHECKED_FIRST_BYTES_MAX / 4).fill(MARK);
  await store.tensors.write(run.id, [{ path: 'layers.0/weight', role: 'parameter', shape: [values.length], values }]);
  // Puts the tensor, rather than an older copy, in the middle of the file.
  await store.compact();
  await store.close();
  return { file, experimentId: id, runId: run.id };
}

function rootPages(file: string, which: string): number[] {
  const database = new Database(file, { readonly: true });
  const pages = database.prepare(`SELECT rootpage FROM sqlite_master WHERE ${which}`).pluck().all() as number[];
  database.close();
  return pages;
}

/** @param page from 1 */
async function destroyPage(file: string, page: number): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(PAGE_BYTES, 0xff), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
  await handle.close();
}

/** In the middle page of the file, which is the tensor's: among its values, not in the number of the next page. */
async function turnBit(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  const { size } = await handle.stat();
  const place = Math.floor(size / PAGE_BYTES / 2) * PAGE_BYTES + PAGE_BYTES / 2;
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, place);
  byte[0] ^= 4;
  await handle.write(byte, 0, 1, place);
  await handle.close();
}

const isDamage = (event: LabEvent): event is Extract<LabEvent, { kind: 'damageFound' }> => event.kind === 'damageFound';

describe('a database that is too large to be checked before it opens', () => {
  it('opens at once, is checked while the lab works, and is repaired at the next opening if it is damaged', async () => {
    const { file, experimentId, runId } = await largeDatabase();
    await turnBit(file);
    const lab = await openLab(launcher, { databaseFile: file });
    expect(lab.recovery).toBeNull();
    expect(lab.damage).toBeNull();
    const { text } = await firstEvent(lab.watch({}), isDamage);
    expect(text).toContain(
      `${file} is damaged (1 row of tensors not as written). Close BatchNorm Lab and open it again`,
    );
    expect(lab.damage).toBe(text);
    expect((await lab.info()).damage).toBe(text);
    expect((await lab.experiments.get({ experimentId })).runs).toHaveLength(4);
    expect((await lab.store.check()).faults).toEqual(['1 row of tensors not as written']);
    await lab.close();
    expect(existsSync(`${file}-damaged`)).toBe(true);

    const again = await openLab(launcher, { databaseFile: file });
    expect(again.recovery).toMatchObject({ faults: ['1 row of tensors not as written'], recovered: { runs: 4 } });
    expect(again.recovery?.losses).not.toEqual([]);
    expect(again.damage).toBeNull();
    expect((await again.runs.get({ runId })).id).toBe(runId);
    expect((await again.store.check()).faults).toEqual([]);
    expect(existsSync(`${file}-damaged`)).toBe(false);
  });

  it('is checked first if its last owner was cut off', async () => {
    const { file } = await largeDatabase();
    const store = await openStore(file, { mode: 'own' });
    expect(store.isChecked).toBe(false);
    // An open reader keeps the log from being emptied, as a crash does.
    const reader = await openStore(file, { mode: 'read' });
    await reader.experiments.list();
    await store.experiments.create(newExperiment('In the log'));
    await store.close();
    const again = await openStore(file, { mode: 'own' });
    expect(again.isChecked).toBe(true);
    await again.close();
    await reader.close();
  });

  it('is checked first if damage was found before', async () => {
    const { file } = await largeDatabase();
    const store = await openStore(file, { mode: 'own' });
    expect(store.noteDamage(['a fault'])).toContain('is damaged (a fault). Close');
    await store.close();
    const again = await openStore(file, { mode: 'own' });
    expect(again).toMatchObject({ isChecked: true, recovery: null });
    await again.close();
    expect(existsSync(`${file}-damaged`)).toBe(false);
  });

  it('is checked first if a table begins in another place than before, and recovered from what was kept beside it', async () => {
    const { file, runId } = await largeDatabase();
    moveRootPage(file, 'tensors');
    const store = await openStore(file, { mode: 'own' });
    expect(store).toMatchObject({ isChecked: true, recovery: { losses: [] } });
    expect((await store.tensors.read(runId))[0].values[0]).toBe(Math.fround(MARK));
    await store.close();
  });

  it('is repaired before anything else if the lab encounters the damage when it opens', async () => {
    const { file, runId } = await largeDatabase();
    // The lab uses these to find what an earlier lab left running.
    for (const page of rootPages(file, "type = 'index' AND tbl_name = 'runs'")) await destroyPage(file, page);
    const lab = await openLab(launcher, { databaseFile: file });
    expect(lab.recovery).toMatchObject({ recovered: { experiments: 1, runs: 4 } });
    expect((await lab.runs.get({ runId })).id).toBe(runId);
    expect((await lab.store.check()).faults).toEqual([]);
  });

  it('reports damage as soon as it is encountered, and ends a running check when it closes', async () => {
    const { file, experimentId } = await largeDatabase();
    for (const page of rootPages(file, "name = 'tensors'")) await destroyPage(file, page);
    const lab = await openLab(launcher, { databaseFile: file });
    const told = firstEvent(lab.watch({}), isDamage);
    const exported = lab.archive.export({ experimentIds: [experimentId], file: `${file}.bnlab` });
    await expect(exported).rejects.toThrow(/is damaged .* Close BatchNorm Lab and open it again/);
    expect((await told).text).toBe(lab.damage);
    const checking = expect(lab.store.check()).rejects.toThrow(/closed before/);
    await lab.close();
    await checking;
  });
});
