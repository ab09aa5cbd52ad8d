import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLab } from '#main/lab/create-lab.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { freshFolder } from '../../store/experiments.ts';
import { startCheck } from '../opened-lab.ts';

it('the number of runs at once is stored in the database, and a number given at the start overrides it', async () => {
  const databaseFile = join(await freshFolder(), 'lab.db');
  const open = (jobs?: number) =>
    createLab({
      databaseFile,
      door: 'cli',
      launcher: new ForkLauncher('never-started.js'),
      startCheck,
      appVersion: '0.0.0-test',
      ...(jobs === undefined ? {} : { jobs }),
    });
  const first = await open();
  expect((await first.info()).jobs).toBe(availableParallelism());
  expect((await first.setJobs({ jobs: 7 })).jobs).toBe(7);
  await first.close();
  const second = await open();
  expect((await second.info()).jobs).toBe(7);
  await second.close();
  const third = await open(3);
  expect((await third.info()).jobs).toBe(3);
  expect((await third.setJobs({ jobs: null })).jobs).toBe(availableParallelism());
  await third.close();
  const fourth = await open();
  expect((await fourth.info()).jobs).toBe(availableParallelism());
  await fourth.close();
});
