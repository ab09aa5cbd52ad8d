import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it } from 'vitest';
import { labRouter } from '#main/lab/router.ts';
import { freshFolder } from '../../store/experiments.ts';
import { builtJob } from '../../jobs/built-job.ts';
import { ended, openLab } from '../opened-lab.ts';
import { spirals } from '../small-experiments.ts';

const { launcher } = builtJob();

async function connected() {
  const folder = await freshFolder();
  const lab = await openLab(launcher(), { databaseFile: join(folder, 'lab.db') });
  const { id } = await lab.experiments.start({ spec: spirals({ seeds: [1] }), device: 'reference' });
  await ended(lab, id);
  return { folder, lab, id, client: createRouterClient(labRouter(lab)) };
}

it('a target whose name has a NUL, or any control character, is refused, and no file is touched', async () => {
  const { folder, client, id } = await connected();
  const notes = join(folder, 'notes.txt');
  writeFileSync(notes, 'mine');
  const before = readdirSync(folder).sort();
  for (const file of [`${notes}\0`, `${notes}\0.bnlab`, join(folder, 'a\u001b[2J.db'), join(folder, 'a\nb')]) {
    await expect(client.store.backup({ file })).rejects.toThrow();
    await expect(client.store.locate({ file })).rejects.toThrow();
    await expect(client.archive.export({ experimentIds: [id], file })).rejects.toThrow();
    await expect(client.archive.import({ file })).rejects.toThrow();
    await expect(client.datasets.useFolder({ kind: 'mnist', folder: file })).rejects.toThrow();
    await expect(client.datasets.columns({ file })).rejects.toThrow();
  }
  expect(readFileSync(notes, 'utf8')).toBe('mine');
  expect(readdirSync(folder).sort()).toEqual(before);
  expect((await client.store.check()).faults).toEqual([]);
});

it('a target with the name of the database or of a file beside it is refused, and the lab continues', async () => {
  const { folder, client, id } = await connected();
  for (const name of ['lab.db', 'lab.db-journal', 'lab.db-wal', 'lab.db-owner', 'lab.db-roots', 'lab.db-importing']) {
    const file = join(folder, name);
    await expect(client.store.backup({ file })).rejects.toThrow(/that name belongs to the lab's database/);
    await expect(client.archive.export({ experimentIds: [id], file })).rejects.toThrow(/that name belongs to/);
  }
  expect((await client.store.check()).faults).toEqual([]);
  expect(await client.experiments.list()).toHaveLength(1);
});

it('an error names the target that cannot be written, not the database', async () => {
  const { client, id } = await connected();
  for (const file of ['/proc/lab.bnlab', '/dev/null', '/dev/full', '/']) {
    const requests = [() => client.store.backup({ file }), () => client.archive.export({ experimentIds: [id], file })];
    for (const request of requests) {
      const fault = await request().catch((thrown: unknown) => thrown);
      expect(fault).toMatchObject({ data: { code: 'STORE', message: expect.stringContaining(file) } });
      expect(String(fault)).not.toMatch(/damaged|The database/);
    }
  }
  expect((await client.store.check()).faults).toEqual([]);
});

it('only the user’s own account may read the database, its log, backups and archives', async () => {
  const { folder, client, id } = await connected();
  await client.store.backup({ file: join(folder, 'made', 'copy.backup') });
  await client.archive.export({ experimentIds: [id], file: join(folder, 'some.bnlab') });
  const files = ['lab.db', 'lab.db-wal', 'made/copy.backup', 'some.bnlab'];
  const modes = files.map((name) => statSync(join(folder, name)).mode & 0o777);
  expect(modes).toEqual(files.map(() => 0o600));
});
