import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import type { LabEvent, LabEventOf } from '#core/contract/lab-event.ts';
import { createLab } from '#main/lab/create-lab.ts';
import { labRouter } from '#main/lab/router.ts';
import { servePublished } from '../../datasets/published-server.ts';
import { firstEvent, startCheck } from '../opened-lab.ts';
import { spirals } from '../small-experiments.ts';

/** No run starts here, so no job process is needed. */
const launcher = { launch: () => expect.unreachable('nothing is computed') };

async function openedLab() {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-lab-sets-'));
  const server = await servePublished();
  const lab = await createLab({
    databaseFile: join(folder, 'lab.db'),
    door: 'host',
    launcher,
    startCheck,
    appVersion: '0.0.0-test',
    datasets: { environment: { BNLAB_DATASETS_DIR: join(folder, 'sets') }, importables: server.importables },
  });
  onTestFinished(async () => {
    await lab.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });
  return { lab, client: createRouterClient(labRouter(lab)) };
}

const isArrival = (event: LabEvent): event is LabEventOf<'datasetChanged'> =>
  event.kind === 'datasetChanged' && event.dataset.task === null;

const onCifar = (() => {
  const { base, ...spec } = spirals();
  return { ...spec, base: { ...base, dataset: { kind: 'cifar10' as const } } };
})();

it('announces to every watcher that a data set has arrived', async () => {
  const { lab, client } = await openedLab();
  const events = lab.watch({});
  expect(await client.datasets.import({ kind: 'cifar10', from: null })).toMatchObject({
    state: 'missing',
    fault: null,
  });
  const arrived = await firstEvent(events, isArrival);
  expect(arrived).toMatchObject({ dataset: { kind: 'cifar10', state: 'present', source: 'import' } });
});

it('refuses an experiment whose data set is not here, whichever arm needs it, and stores nothing', async () => {
  const { client } = await openedLab();
  const refusal = {
    code: 'LAB',
    data: {
      code: 'DATA_INVALID',
      message: 'CIFAR-10 is not on this machine, and the experiment needs it.',
      details: { dataset: 'cifar10' },
    },
  };
  await expect(client.experiments.start({ spec: onCifar })).rejects.toMatchObject(refusal);
  const patched = { ...spirals(), arms: [{ name: 'a' }, { name: 'b', patch: { dataset: { kind: 'cifar10' } } }] };
  await expect(client.experiments.start({ spec: patched })).rejects.toMatchObject(refusal);
  expect(await client.experiments.list()).toEqual([]);
});
