import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { armSpecs } from '#core/spec/arms.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { withResolvedDataFiles } from '#main/datasets/resolve-data-files.ts';

const folder = resolve('/specs/mine');

const experiment = (dataset: object, patches: Record<string, unknown>[]) =>
  parseExperiment({
    title: 'Files',
    base: {
      dataset,
      network: { layers: [{ kind: 'dense', units: 4 }] },
      optimizer: { kind: 'sgd' },
      duration: { count: 1 },
    },
    arms: [{ name: 'base' }, ...patches.map((patch, index) => ({ name: `patched ${index}`, patch }))],
  });

it('makes paths absolute in the base and in every patch, and leaves everything else unchanged', () => {
  const absolute = resolve('/data/other.npz');
  const spec = experiment({ kind: 'csv', file: 'data/a.csv', testFile: '../b.csv', labelColumn: 'file' }, [
    { 'dataset.file': 'c.csv' },
    { dataset: { kind: 'npz', file: absolute } },
    { dataset: { kind: 'idx', trainImages: 'a', trainLabels: 'b', testImages: 'c', testLabels: 'd' } },
    { 'dataset.kind': 'npz', 'dataset.file': 'e.npz', 'dataset.x': 'file' },
  ]);
  const arms = Object.values(armSpecs(withResolvedDataFiles(spec, folder))).map(({ dataset }) => dataset);
  const csv = { file: join(folder, 'data', 'a.csv'), testFile: resolve('/specs/b.csv'), labelColumn: 'file' };
  expect(arms[0]).toMatchObject(csv);
  expect(arms[1]).toMatchObject({ ...csv, file: join(folder, 'c.csv') });
  expect(arms[2]).toMatchObject({ kind: 'npz', file: absolute });
  expect(arms[3]).toMatchObject({ trainImages: join(folder, 'a'), testLabels: join(folder, 'd') });
  expect(arms[4]).toMatchObject({ kind: 'npz', file: join(folder, 'e.npz'), x: 'file' });
});

it('makes paths absolute in a sweep, too', () => {
  const base = experiment({ kind: 'csv', file: 'a.csv' }, []);
  const resolved = (sweep: object) => withResolvedDataFiles(parseExperiment({ ...base, sweep }), folder).sweep;
  const values = { kind: 'values', values: ['b.csv', 'c.csv'] };
  expect(
    resolved({ kind: 'grid', axes: { 'dataset.file': values, batchSize: { kind: 'values', values: [2] } } }),
  ).toEqual({
    kind: 'grid',
    axes: {
      'dataset.file': { kind: 'values', values: [join(folder, 'b.csv'), join(folder, 'c.csv')] },
      batchSize: { kind: 'values', values: [2] },
    },
  });
  expect(resolved({ kind: 'list', points: [{ 'dataset.file': 'd.csv' }] })).toEqual({
    kind: 'list',
    points: [{ 'dataset.file': join(folder, 'd.csv') }],
  });
});

it('leaves experiments without files unchanged', () => {
  const spec = experiment({ kind: 'moons' }, [{ 'dataset.noise': 0.1 }, { network: { layers: [] } }]);
  expect(withResolvedDataFiles(spec, folder)).toEqual(spec);
});
