import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assert } from '#core/assert.ts';
import { openStore } from '#main/store/open-store.ts';
import { newExperiment } from '../store/experiments.ts';
import { fillStore } from '../store/filled-store.ts';
import { commandLine } from './command-line.ts';

/** The built command line's commands for stored records. */

const { folder, db, bnlab: command } = commandLine();
const bnlab = (args: readonly string[], database = db) => command([...args, '--db', database]);

let experimentId = '';
let runId = '';

beforeAll(async () => {
  const store = await openStore(db, { mode: 'own' });
  await fillStore(store);
  const experiment = (await store.experiments.list()).find(({ title }) => title === 'First of all');
  assert(experiment !== undefined, 'the store was filled');
  experimentId = experiment.id;
  runId = (await store.experiments.get(experimentId)).runs[0].id;
  await store.close();
});

async function json(args: readonly string[], database = db): Promise<Record<string, never>> {
  const { code, stdout, stderr } = await bnlab([...args, '--json'], database);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, never>;
}

describe('bnlab annotate', () => {
  it('attaches a note, tags and a pin to an experiment, and a name to a run', async () => {
    const { code, stdout } = await bnlab([
      ...['annotate', experimentId, '--note', 'For the paper', '--tag', 'new', '--tag', 'kept', '--untag', 'paper'],
      '--no-pin',
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'First of all\nTags: kept, new\nFor the paper\n' });
    const { run } = await json(['annotate', runId, '--name', 'The best', '--pin']);
    expect(run).toMatchObject({ id: runId, name: 'The best', pinned: true, tags: ['t'], note: 'Run 0' });
    expect((await json(['annotate', runId, '--name', ''])).run).toMatchObject({ name: null });
  });

  it('says what it expects: something to change, a run for a name, valid tags', async () => {
    expect((await bnlab(['annotate', runId])).stderr).toMatch(/Nothing to change: expected --name, --note/);
    expect((await bnlab(['annotate', experimentId, '--name', 'x'])).stderr).toMatch(/--name: expected a run/);
    expect((await bnlab(['annotate', 'ffffffff', '--pin'])).stderr).toMatch(/There is no experiment or run "ffffffff"/);
    const long = await bnlab(['annotate', runId, '--tag', 'x'.repeat(61)]);
    expect(long.code).toBe(2);
    expect(long.stderr).toMatch(
      /option '--tag <tag>' argument '(x+)' is invalid\. Too big: expected string to have <=60/,
    );
  });
});

describe('bnlab queue jobs', () => {
  it('shows, sets and resets how many runs execute at once, and keeps that', async () => {
    const database = join(folder, 'jobs.db');
    const cores = availableParallelism();
    expect(await json(['queue', 'jobs'], database)).toEqual({ jobs: cores, cores });
    expect((await bnlab(['queue', 'jobs', '1'], database)).stdout).toMatch(
      /^1 run at the same time, on a machine of \d+ cores?\.\n$/,
    );
    expect(await json(['queue', 'jobs'], database)).toEqual({ jobs: 1, cores });
    expect(await json(['queue', 'jobs', 'auto'], database)).toEqual({ jobs: cores, cores });
    expect(await json(['queue', 'jobs'], database)).toEqual({ jobs: cores, cores });
    const refused = await bnlab(['queue', 'jobs', 'many'], database);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('Expected a whole number from 1 to 1024, received "many".');
  });
});

describe('the trash', () => {
  it('takes an experiment, gives it back, and is emptied permanently', async () => {
    const removed = await bnlab(['remove', experimentId]);
    expect(removed.stdout).toMatch(/^"First of all" is in the trash\. Undo with: bnlab trash restore /);
    expect((await bnlab(['list'])).stdout).not.toContain('First of all');
    expect((await bnlab(['trash', 'list'])).stdout).toContain('First of all');
    expect((await bnlab(['trash', 'restore', experimentId])).stdout).toBe('"First of all" is back in the list.\n');
    expect(await json(['trash', 'empty'])).toEqual({ experiments: 1 });
    expect((await bnlab(['trash', 'list'])).stdout).toBe('The trash is empty.\n');
    expect((await bnlab(['trash', 'restore', experimentId])).stderr).toMatch(
      /There is no experiment or sweep in the trash/,
    );
    expect((await json(['list'])).experiments).toHaveLength(3);
  });
});

describe('the trash and sweeps', () => {
  it('takes a sweep as a whole, gives it back, and reports it in JSON', async () => {
    const database = join(folder, 'sweep.db');
    const store = await openStore(database, { mode: 'own' });
    const single = newExperiment('Learning rates');
    const spec = { ...single.spec, sweep: { kind: 'list' as const, points: [{ batchSize: 10 }, { batchSize: 20 }] } };
    const points = [10, 20].map((batchSize) => ({ point: { batchSize }, experiment: single }));
    const { sweep, experiments } = await store.sweeps.create({ spec, specHash: 'hash', points });
    await store.close();

    const removed = await bnlab(['remove', sweep.id], database);
    const told =
      /^The sweep "Learning rates" is in the trash \(2 experiments\)\. Undo with: bnlab trash restore (\S+)\n$/;
    const [, undo] = told.exec(removed.stdout) ?? [];
    expect(await json(['list'], database)).toMatchObject({ experiments: [] });
    expect((await json(['trash', 'list'], database)).experiments).toHaveLength(2);
    expect((await bnlab(['trash', 'restore', undo], database)).stdout).toBe(
      'The sweep "Learning rates" is back in the list (2 experiments).\n',
    );
    const ids = experiments.map(({ id }) => id);
    expect(await json(['remove', sweep.id], database)).toEqual({ sweepId: sweep.id, experimentIds: ids });
    expect((await json(['trash', 'restore', sweep.id], database)).experiments).toMatchObject(ids.map((id) => ({ id })));
    expect((await bnlab(['remove', 'ffffffff'], database)).stderr).toMatch(
      /There is no experiment or sweep "ffffffff"/,
    );
  });

  it('accepts the ids that a list shows, also for an experiment created together with its sweep', async () => {
    const database = join(folder, 'one-left.db');
    const store = await openStore(database, { mode: 'own' });
    const single = newExperiment('Learning rates');
    const points = [10, 20].map((batchSize) => ({ point: { batchSize }, experiment: single }));
    const { experiments } = await store.sweeps.create({ spec: single.spec, specHash: 'hash', points });
    await store.experiments.remove(experiments[1].id);
    await store.close();
    const shownId = async (args: string[]) =>
      /^ *([0-9a-f-]{8,}) /m.exec((await bnlab(args, database)).stdout)?.[1] ?? '';

    const trashed = await shownId(['trash', 'list']);
    expect((await bnlab(['trash', 'restore', trashed], database)).stderr).toBe('');
    expect(await json(['trash', 'list'], database)).toEqual({ experiments: [] });
    await bnlab(['remove', experiments[1].id], database);
    const listed = await shownId(['list']);
    expect(await json(['remove', listed], database)).toEqual({ experimentId: experiments[0].id });
  });
});

describe('bnlab backup, compact and check', () => {
  it('copy the whole database, compact it, and find it intact', async () => {
    const copied = await bnlab(['backup', '--json']);
    expect(copied.stderr).toMatch(/(^|\n)backup: 100 %\n$/);
    const backup = JSON.parse(copied.stdout) as Record<string, never>;
    expect(backup.file).toMatch(/lab\.db\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.backup$/);
    expect((await json(['list'], backup.file)).experiments).toEqual((await json(['list'])).experiments);
    const again = await bnlab(['backup', backup.file]);
    expect(again.stderr).toMatch(/exists already, and nothing is overwritten/);
    const { bytesBefore, bytesAfter } = await json(['compact']);
    expect(bytesAfter).toBeLessThan(bytesBefore);
    const check = await bnlab(['check', '--json']);
    expect(JSON.parse(check.stdout)).toMatchObject({ ok: true, faults: [] });
    const lines = check.stderr.trim().split('\n');
    expect(lines).toEqual(['25', '50', '75', '100'].map((share) => `${db}: ${share} %`));
  });

  it('report a damaged database, whose recovery the next command reports', async () => {
    const damaged = join(folder, 'damaged.db');
    const bytes = readFileSync(db);
    bytes.fill(0, bytes.length - 6_000);
    writeFileSync(damaged, bytes);
    const check = await bnlab(['check'], damaged);
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(/^damaged {2}.*damaged\.db.*\n {2}.*\nThe next time BatchNorm Lab opens it/s);
    expect((await bnlab(['doctor'], damaged)).stdout).toMatch(/fail +Database +.*damaged\.db is damaged/);
    expect(readFileSync(damaged).equals(bytes)).toBe(true);
    const next = await bnlab(['compact'], damaged);
    expect(next.code).toBe(0);
    expect(next.stderr).toMatch(/recovered The database .*damaged\.db was damaged .*It lies untouched at /);
    expect((await bnlab(['check'], join(folder, 'none.db'))).stderr).toMatch(/There is no database/);
  });
});

describe('bnlab archive', () => {
  it('takes experiments to another database, and adds nothing the second time', async () => {
    const archive = join(folder, 'two.bnlab');
    const { stdout } = await bnlab(['archive', 'export', experimentId, '--out', archive]);
    expect(stdout).toMatch(/two\.bnlab: 1 experiment, 4 runs, /);
    const other = join(folder, 'other.db');
    const imported = await bnlab(['archive', 'import', archive], other);
    expect(imported.stderr).toMatch(/two\.bnlab: 100 %\n$/);
    expect(imported.stdout).toMatch(/^added {4}[0-9a-f]{8} {2}First of all\n1 experiment with 4 runs added\.\n$/);
    expect((await bnlab(['archive', 'import', archive], other)).stdout).toMatch(
      /^skipped {2}[0-9a-f]{8} {2}First of all \(already here\)\n0 experiments with 0 runs added\.\n$/,
    );
    expect((await json(['show', experimentId], other)).runs).toEqual((await json(['show', experimentId])).runs);
  });

  it('exports a whole sweep by its id, also while a lab has the database open', async () => {
    const store = await openStore(db, { mode: 'own' });
    try {
      const [{ id }] = await store.sweeps.list();
      const archive = join(folder, 'sweep.bnlab');
      expect(await json(['archive', 'export', id, '--out', archive])).toMatchObject({ experiments: 2, runs: 4 });
    } finally {
      await store.close();
    }
  });

  it('refuses what is not an archive, and says why', async () => {
    const text = join(folder, 'text.bnlab');
    writeFileSync(text, 'no archive');
    const { code, stderr } = await bnlab(['archive', 'import', text]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/text\.bnlab is not a BatchNorm Lab archive/);
  });
});

describe('a database that another lab has open', () => {
  it('can be read, and is not changed', async () => {
    const store = await openStore(db, { mode: 'own' });
    try {
      await store.experiments.create(newExperiment('Of the owner'));
      expect((await bnlab(['list'])).stdout).toContain('Of the owner');
      expect(await json(['check'])).toMatchObject({ ok: true });
      const refused = await bnlab(['remove', experimentId]);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/is open in another BatchNorm Lab/);
      expect(refused.stderr).toMatch(/bnlab list/);
    } finally {
      await store.close();
    }
  });
});
