import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repetitionText } from '#core/report/repetition-text.ts';
import type { ExperimentInput } from '#test/core/spec/experiment-input.ts';
import { builtJob } from '../jobs/built-job.ts';
import { freshFolder } from '../store/experiments.ts';
import { ended, openLab } from './opened-lab.ts';

const { launcher } = builtJob();
const FIXTURES = join(import.meta.dirname, '../../fixtures/data/changed');

function spec(dataset: ExperimentInput['base']['dataset'] = { kind: 'spirals' }): ExperimentInput {
  return {
    title: 'Run twice',
    base: {
      dataset,
      network: { layers: [{ kind: 'dense', units: 8, normalization: { kind: 'batch' } }] },
      optimizer: { kind: 'sgd', learningRate: 0.05 },
      batchSize: 16,
      duration: { unit: 'epochs', count: 2 },
    },
    arms: [{ name: 'with BN' }, { name: 'without BN', patch: { 'network.layers.0.normalization': { kind: 'none' } } }],
    seeds: [1, 2],
  };
}

it('says of a spec that ran twice that the results are identical, statistics of the layers included', async () => {
  const lab = await openLab(launcher());
  const first = await lab.experiments.start({ spec: spec(), device: 'wasm' });
  await ended(lab, first.id);
  expect(await lab.experiments.repetitions({ experimentId: first.id })).toEqual([]);
  const second = await lab.experiments.start({ spec: spec(), device: 'wasm' });
  await ended(lab, second.id);

  expect((await lab.experiments.repetitions({ experimentId: second.id })).map(({ id }) => id)).toEqual([first.id]);
  const pairs = await lab.experiments.compareRepetition({ experimentId: second.id, otherId: first.id });
  expect(pairs.map(({ arm, seed, difference, otherwise }) => ({ arm, seed, difference, otherwise }))).toEqual(
    [1, 2].flatMap((seed) => ['with BN', 'without BN'].map((arm) => ({ arm, seed, difference: null, otherwise: [] }))),
  );
  // Running means and variances of eight channels, before and after each epoch.
  expect(pairs[0].values - pairs[1].values).toBe(2 * 8 * 3);
  expect(repetitionText(pairs)).toMatchObject({
    tone: 'identical',
    summary: expect.stringMatching(/^Identical: all [\d,]+ recorded values of 4 pairs of runs are the same bits\.$/),
    causes: [],
    details: [],
  });

  await lab.experiments.remove({ experimentId: first.id });
  expect(await lab.experiments.repetitions({ experimentId: second.id })).toEqual([]);
});

it('names the first step that differs on another device, and the device', async () => {
  const lab = await openLab(launcher());
  const [wasm, reference] = [
    await lab.experiments.start({ spec: spec(), device: 'wasm' }),
    await lab.experiments.start({ spec: spec(), device: 'reference' }),
  ];
  await ended(lab, wasm.id);
  await ended(lab, reference.id);
  const pairs = await lab.experiments.compareRepetition({ experimentId: wasm.id, otherId: reference.id });
  for (const [index, pair] of pairs.entries()) {
    const { runs } = await lab.experiments.get({ experimentId: wasm.id });
    const ids = [runs[index].id, (await lab.experiments.get({ experimentId: reference.id })).runs[index].id];
    const losses = await lab.runs.series({ runIds: ids, names: ['train/loss'] });
    const [own, other] = ids.map((id) => {
      const { chunks } = losses.find(({ runId }) => runId === id)!;
      return chunks[0].values;
    });
    const at = own.findIndex((value, i) => value !== other[i]);
    expect(pair.difference).not.toBeNull();
    if (pair.difference?.series === 'train/loss') {
      expect(pair.difference).toEqual({
        series: 'train/loss',
        step: at + 1,
        channel: null,
        values: [own[at], other[at]],
      });
    } else expect(pair.difference!.step).toBeLessThanOrEqual(at + 1);
    expect(pair.otherwise.some((fact) => fact.startsWith('device: '))).toBe(true);
    expect(pair.otherwise).toContain('precision: float32 against float64');
  }
  const { tone, summary, details } = repetitionText(pairs);
  expect({ tone, summary }).toEqual({ tone: 'different', summary: '4 of 4 pairs of runs differ.' });
  expect(details[0]).toMatch(/^“with BN”, seed 1: first at step \d+, where \S+.* is \S+ against \S+\.$/);
});

it('names the data if a table changed between two experiments', async () => {
  const file = join(await freshFolder(), 'data.csv');
  const lab = await openLab(launcher());
  const ids: string[] = [];
  for (const name of ['first', 'second']) {
    await copyFile(join(FIXTURES, `${name}.csv`), file);
    const { id } = await lab.experiments.start({ spec: spec({ kind: 'csv', file }), device: 'wasm' });
    await ended(lab, id);
    ids.push(id);
  }
  const [pair] = await lab.experiments.compareRepetition({ experimentId: ids[0], otherId: ids[1] });
  expect(pair.difference).not.toBeNull();
  expect(pair.otherwise).toEqual([expect.stringMatching(/^data: data\.csv, SHA-256 \w{12}… against data\.csv/)]);
});

it('refuses experiments whose specs differ, and says that queued runs have nothing to compare', async () => {
  const lab = await openLab(launcher());
  const { id } = await lab.experiments.start({ spec: spec(), device: 'wasm' });
  const other = await lab.experiments.start({ spec: { ...spec(), seeds: [1] }, device: 'wasm' });
  await expect(lab.experiments.compareRepetition({ experimentId: id, otherId: other.id })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('have different specs'),
  });
  const none = { arm: 'a', seed: 1, difference: null, isCut: false, lastStep: -1, values: 0, otherwise: [] };
  expect(repetitionText([{ ...none, statuses: ['queued', 'completed'] }])).toEqual({
    tone: 'open',
    summary: 'Nothing to compare yet.',
    causes: [],
    details: ['“a”, seed 1: nothing to compare (queued and completed).'],
  });
  await ended(lab, id);
  await ended(lab, other.id);
});
