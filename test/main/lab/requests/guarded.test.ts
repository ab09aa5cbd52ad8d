import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRouterClient, safe } from '@orpc/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contract, type RequestEffect } from '#core/contract/contract.ts';
import { createLab } from '#main/lab/create-lab.ts';
import type { Lab } from '#main/lab/lab.ts';
import { labRouter } from '#main/lab/router.ts';
import { openStore } from '#main/store/open-store.ts';
import { builtJob } from '../../jobs/built-job.ts';
import { ended, openLab, startCheck } from '../opened-lab.ts';
import { spirals } from '../small-experiments.ts';

const { launcher } = builtJob();

/** Of one request: its name as `group.name`, and what the contract says that it does. */
type Listed = readonly [name: string, effect: RequestEffect];

const requests: readonly Listed[] = Object.entries(contract).flatMap(([group, procedures]) =>
  Object.entries(procedures).map(
    ([name, procedure]) => [`${group}.${name}`, procedure['~orpc'].meta.effect as RequestEffect] as const,
  ),
);

/** What the requests can refer to. */
interface Subjects {
  readonly folder: string;
  readonly experimentId: string;
  readonly trashedId: string;
  readonly sweepId: string;
  readonly runId: string;
  readonly archive: string;
}

/** A valid input for each request that takes one. The test fails for a request that lacks it. */
function inputsOf({ folder, experimentId, trashedId, sweepId, runId, archive }: Subjects): Record<string, unknown> {
  const scope = { kind: 'experiment', experimentId };
  return {
    'lab.watch': { experimentId },
    'specs.plan': { spec: spirals() },
    'datasets.columns': { file: join(folder, 'table.csv') },
    'datasets.import': { kind: 'cifar10', from: join(folder, 'nowhere') },
    'datasets.useFolder': { kind: 'cifar10', folder: join(folder, 'nowhere') },
    'datasets.cancel': { kind: 'cifar10' },
    'datasets.remove': { kind: 'cifar10' },
    'experiments.get': { experimentId },
    'experiments.start': { spec: spirals() },
    'experiments.remove': { experimentId },
    'experiments.restore': { experimentId: trashedId },
    'experiments.delete': { experimentId: trashedId },
    'experiments.annotate': { experimentId, change: { note: 'Another' } },
    'experiments.repetitions': { experimentId },
    'experiments.compareRepetition': { experimentId, otherId: experimentId },
    'experiments.report': { experimentId },
    'sweeps.get': { sweepId },
    'sweeps.remove': { sweepId },
    'sweeps.restore': { sweepId },
    'queue.pause': scope,
    'queue.resume': scope,
    'queue.cancel': scope,
    'queue.move': { scope, place: { kind: 'first' } },
    'queue.prioritize': { scope, priority: 1 },
    'runs.get': { runId },
    'runs.attempts': { runId },
    'runs.checkpoints': { runId },
    'runs.branch': { runId, patch: { 'duration.count': 20 } },
    'runs.annotate': { runId, change: { note: 'Another' } },
    'runs.find': { filter: 'seed = 1' },
    'runs.completeFilter': { text: 'arm = ', cursor: 6 },
    'runs.series': { runIds: [runId] },
    'runs.curves': { curves: [{ runIds: [runId], name: 'train/loss' }] },
    'lab.setJobs': { jobs: 2 },
    'store.locate': { file: '~/copy.db' },
    'store.backup': { file: join(folder, 'copy.db') },
    'archive.export': { experimentIds: [experimentId], file: join(folder, 'export.bnlab') },
    'archive.import': { file: archive },
  };
}

const WITHOUT_INPUT = [
  'lab.info',
  'recipes.list',
  'datasets.list',
  'experiments.list',
  'experiments.trash',
  'queue.list',
  'queue.workOff',
  'store.compact',
  'store.check',
  'store.emptyTrash',
];

/** A closed lab's database with an experiment in the list, one in the trash and a sweep, and an archive beside it. */
async function filledDatabase(): Promise<{ readonly databaseFile: string; readonly subjects: Subjects }> {
  const lab = await openLab(launcher());
  const { databaseFile } = await lab.info();
  const folder = dirname(databaseFile);
  const start = async (spec: unknown) => (await lab.experiments.start({ spec, device: 'reference' })).id;
  const experimentId = await start(spirals({ seeds: [1] }));
  const trashedId = await start(spirals({ seeds: [2] }));
  const axes = { 'optimizer.learningRate': { kind: 'values' as const, values: [0.1, 0.2] } };
  const point = await start({ ...spirals({ seeds: [3] }), sweep: { kind: 'grid', axes } });
  for (const { id } of await lab.experiments.list()) await ended(lab, id);
  const { sweepId } = (await lab.experiments.get({ experimentId: point })).experiment;
  const [{ id: runId }] = (await lab.experiments.get({ experimentId })).runs;
  await lab.experiments.remove({ experimentId: trashedId });
  const archive = join(folder, 'runs.bnlab');
  await lab.archive.export({ experimentIds: [experimentId], file: archive });
  await lab.close();
  writeFileSync(join(folder, 'table.csv'), 'size,kind\n1,a\n2,b\n');
  return { databaseFile, subjects: { folder, experimentId, trashedId, sweepId: sweepId ?? '', runId, archive } };
}

async function openedLab(databaseFile: string, readOnly: boolean): Promise<Lab> {
  const options = {
    databaseFile,
    readOnly,
    door: 'cli',
    launcher: launcher(),
    startCheck,
    datasets: { environment: { BNLAB_DATASETS_DIR: join(dirname(databaseFile), 'sets') } },
    appVersion: '0.0.0',
  } as const;
  const lab = await createLab(options);
  onTestFinished(() => lab.close());
  return lab;
}

/** Calls it as a door does. */
function asked(lab: Lab, name: string, inputs: Record<string, unknown>): Promise<unknown> {
  if (!(name in inputs) && !WITHOUT_INPUT.includes(name)) throw new Error(`Give ${name} an input to be tested with.`);
  const [group, request] = name.split('.');
  const client = createRouterClient(labRouter(lab)) as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  return client[group][request](inputs[name]);
}

/** Calls it as code in this process does. */
function askedWithin(lab: Lab, name: string, inputs: Record<string, unknown>): unknown {
  const [group, request] = name.split('.');
  const methods = (group === 'lab' ? lab : Reflect.get(lab, group)) as Record<string, (input: unknown) => unknown>;
  return methods[request](inputs[name]);
}

describe('the effect of each request', () => {
  it('is as the contract says: requests that change nothing leave the database unchanged, byte for byte', async () => {
    const { databaseFile, subjects } = await filledDatabase();
    const lab = await openedLab(databaseFile, false);
    const observer = await openStore(databaseFile, { mode: 'read' });
    onTestFinished(() => observer.close());
    const version = observer.dataVersion();
    const state = () =>
      [databaseFile, `${databaseFile}-wal`].map((file) => (existsSync(file) ? readFileSync(file) : null));
    const before = state();
    for (const [name] of requests.filter(([, effect]) => effect === 'none')) {
      const { error } = await safe(asked(lab, name, inputsOf(subjects)));
      expect(error, name).toBeNull();
      expect(observer.dataVersion(), name).toBe(version);
      expect(state(), name).toEqual(before);
    }
  }, 300_000);

  it('makes a read-only lab refuse every change, at each door and within the process', async () => {
    const { databaseFile, subjects } = await filledDatabase();
    const lab = await openedLab(databaseFile, true);
    const bytes = readFileSync(databaseFile);
    const refusal = { code: 'CONFLICT', details: { readOnly: true } };
    for (const [name, effect] of requests) {
      const { error } = await safe(asked(lab, name, inputsOf(subjects)));
      if (effect === 'none') {
        expect(error, name).toBeNull();
      } else {
        expect(error, name).toMatchObject({ code: 'LAB', data: refusal });
        await expect(askedWithin(lab, name, inputsOf(subjects)), name).rejects.toMatchObject(refusal);
      }
      expect(readFileSync(databaseFile).equals(bytes), name).toBe(true);
    }
  }, 300_000);
});
