import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { dataFindings } from '#core/report/data-findings.ts';
import type { ExperimentInput } from '#test/core/spec/experiment-input.ts';
import { builtJob } from '../jobs/built-job.ts';
import { freshFolder } from '../store/experiments.ts';
import { ended, firstEvent, openLab, isPoints } from './opened-lab.ts';

const { launcher } = builtJob();
const FIXTURES = join(import.meta.dirname, '../../fixtures/data/changed');

/** A table whose content the tests change: `second.csv` has the other class in every row. */
let table = '';
const holds = (name: 'first' | 'second') => copyFile(join(FIXTURES, `${name}.csv`), table);

beforeEach(async () => {
  table = join(await freshFolder(), 'data.csv');
  await holds('first');
});

function tableOf(epochs: number, arms: string[] = ['only']): ExperimentInput {
  return {
    title: 'A table that changes',
    base: {
      dataset: { kind: 'csv', file: table },
      network: { layers: [{ kind: 'dense', units: 8 }] },
      optimizer: { kind: 'sgd', learningRate: 0.05 },
      batchSize: 16,
      duration: { unit: 'epochs', count: epochs },
      evaluation: { interval: { unit: 'epochs', count: Math.ceil(epochs / 10) } },
    },
    arms: arms.map((name) => ({ name })),
    seeds: [1],
  };
}

it('stores with each attempt which data it was trained on', async () => {
  const lab = await openLab(launcher());
  const { id } = await lab.experiments.start({ spec: tableOf(2), device: 'wasm' });
  const { data, runs } = await ended(lab, id);
  const [attempt] = await lab.runs.attempts({ runId: runs[0].id });
  expect(attempt.data).toMatchObject({
    name: 'data.csv',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    exampleShape: [3],
    classes: 2,
    files: [{ file: table, bytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    notes: [],
  });
  expect(data).toEqual([{ ...attempt.data, runIds: [runs[0].id] }]);
});

it('resumes a run only on the data it was trained on, and continues once they are back', async () => {
  const lab = await openLab(launcher());
  const { id } = await lab.experiments.start({ spec: tableOf(4_000), device: 'wasm' });
  await firstEvent(lab.watch({ experimentId: id, series: ['train/loss'] }), isPoints);
  const [paused] = await lab.queue.pause({ kind: 'experiment', experimentId: id });
  expect(paused.status).toBe('paused');

  await holds('second');
  await lab.queue.resume({ kind: 'experiment', experimentId: id });
  const [refused] = (await ended(lab, id)).runs;
  expect(refused.status).toBe('failed');
  expect(refused.failure).toMatch(
    /^data\.csv has changed since this run learned from it: expected \d+ training and \d+ test examples of 3 numbers, SHA-256 [0-9a-f]{12}…, received \d+ training and \d+ test examples of 3 numbers, SHA-256 [0-9a-f]{12}…\. Restore the files/,
  );
  expect(refused.steps).toBe(paused.steps);

  await holds('first');
  await lab.queue.resume({ kind: 'run', runId: refused.id });
  const [resumed] = (await ended(lab, id)).runs;
  expect(resumed.status).toBe('completed');
  const attempts = await lab.runs.attempts({ runId: resumed.id });
  // The refused attempt was not trained.
  expect(attempts.map(({ data }) => data?.sha256)).toEqual([
    attempts[0].data?.sha256,
    undefined,
    attempts[0].data?.sha256,
  ]);
});

it('branches from a checkpoint only on the data it was trained on, unless the branch names others', async () => {
  const lab = await openLab(launcher());
  const { id } = await lab.experiments.start({ spec: tableOf(4), device: 'wasm' });
  const [parent] = (await ended(lab, id)).runs;
  const other = join(await freshFolder(), 'other.csv');
  await copyFile(join(FIXTURES, 'second.csv'), other);

  await holds('second');
  const branch = async (patch: Record<string, string | number>) => {
    const started = await lab.runs.branch({ runId: parent.id, step: null, patch: { 'duration.count': 8, ...patch } });
    return (await ended(lab, started.id)).runs[0];
  };
  const refused = await branch({});
  expect(refused.status).toBe('failed');
  expect(refused.failure).toMatch(
    /^data\.csv has changed since this run learned from it: expected .*, received .*\. Restore the files as they were and resume the branch, or name/,
  );
  expect((await branch({ 'dataset.file': other })).status).toBe('completed');

  await holds('first');
  await lab.queue.resume({ kind: 'run', runId: refused.id });
  expect((await ended(lab, refused.experimentId)).runs[0].status).toBe('completed');
});

it('says if two experiments with the same spec were trained on different data', async () => {
  const lab = await openLab(launcher());
  const before = await lab.experiments.start({ spec: tableOf(2), device: 'wasm' });
  await ended(lab, before.id);
  await holds('second');
  const after = await lab.experiments.start({ spec: tableOf(2), device: 'wasm' });
  const detail = await ended(lab, after.id);
  expect(detail.otherContents).toMatchObject([{ experimentId: before.id, title: 'A table that changes' }]);
  const [{ tone, text }] = dataFindings(detail);
  expect(tone).toBe('warning');
  expect(text).toContain('data.csv has changed between experiments with this spec');
  const report = await lab.experiments.report({ experimentId: after.id, format: 'html' });
  expect(report.text).toContain('data.csv has changed between experiments with this spec');
  expect(report.text).toContain(detail.data[0].sha256);

  // The first experiment's report says it, too; in the trash, the other no longer counts.
  expect((await lab.experiments.get({ experimentId: before.id })).otherContents).toHaveLength(1);
  await lab.experiments.remove({ experimentId: after.id });
  expect((await lab.experiments.get({ experimentId: before.id })).otherContents).toEqual([]);
});

it('names test classes without training examples in the plan, with the attempt and in the report', async () => {
  const lab = await openLab(launcher());
  const folder = join(FIXTURES, '..');
  const spec: ExperimentInput = {
    ...tableOf(2),
    base: {
      ...tableOf(2).base,
      dataset: {
        kind: 'csv',
        file: join(folder, 'adult.data'),
        testFile: join(folder, 'adult.test'),
        header: false,
        featureColumns: [0, 2, 4],
      },
    },
  };
  const [planned] = (await lab.specs.plan({ spec, device: 'wasm', timed: false })).dataNotes;
  expect(planned).toMatchObject({ tone: 'warning', text: expect.stringContaining('"<=50K.", ">50K."') });
  expect(planned.text).toContain('20 of the 20 test examples will count as wrong');
  expect(planned.text).toContain('"<=50K." looks like the training class "<=50K", with a dot at its end');
  const { id } = await lab.experiments.start({ spec, device: 'wasm' });
  const { data } = await ended(lab, id);
  expect(data[0].notes[0]).toEqual(planned);
  const { text } = await lab.experiments.report({ experimentId: id, format: 'html' });
  expect(text.replaceAll('&quot;', '"').replaceAll('&lt;', '<')).toContain('"<=50K." looks like the training class');
});
