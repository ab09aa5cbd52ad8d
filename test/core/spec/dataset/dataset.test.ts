import { describe, expect, it } from 'vitest';
import { datasetName } from '#core/data/dataset-outline.ts';
import { SpecError } from '#core/errors.ts';
import { datasetSpec, trainExamplesOf } from '#core/spec/dataset/dataset.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { stepsPerEpoch } from '#core/spec/run-checks.ts';

const experiment = (dataset: object, fields: object = {}) => ({
  title: 'Files',
  base: {
    dataset,
    network: { layers: [{ kind: 'dense', units: 4 }] },
    optimizer: { kind: 'sgd' },
    duration: { count: 1 },
    ...fields,
  },
  arms: [{ name: 'base' }],
});

const faultsOf = (dataset: object, fields?: object): string[] => {
  try {
    parseExperiment(experiment(dataset, fields));
  } catch (error) {
    if (error instanceof SpecError) return error.message.split('\n');
    throw error;
  }
  return [];
};

describe('a set in files', () => {
  it('has defaults for all but its files', () => {
    expect(datasetSpec.parse({ kind: 'csv', file: 'a.csv' })).toEqual({
      kind: 'csv',
      file: 'a.csv',
      delimiter: 'auto',
      header: true,
      labelColumn: -1,
      testShare: 0.2,
      seed: 0,
    });
    expect(datasetSpec.parse({ kind: 'npz', file: 'a.npz' })).toMatchObject({
      x: 'x',
      y: 'y',
      testShare: 0.2,
      seed: 0,
    });
  });

  it('is called after its file, whatever platform the path is of', () => {
    expect(datasetName(datasetSpec.parse({ kind: 'csv', file: '/data/iris.csv' }))).toBe('iris.csv');
    expect(datasetName(datasetSpec.parse({ kind: 'npz', file: 'C:\\data\\set.npz' }))).toBe('set.npz');
  });

  it('has steps that nobody knows before it is read', () => {
    const { base } = parseExperiment(experiment({ kind: 'csv', file: 'a.csv' }, { batchSize: 50_000 }));
    expect(trainExamplesOf(base.dataset)).toBeNull();
    expect(stepsPerEpoch(base)).toBeNull();
    expect(stepsPerEpoch(parseExperiment(experiment({ kind: 'cifar10' }, { batchSize: 64 })).base)).toBe(781);
  });

  it('is bounded in epochs all the same', () => {
    expect(faultsOf({ kind: 'csv', file: 'a.csv' }, { duration: { unit: 'epochs', count: 100_000_000 } })).toEqual([]);
  });

  it.each([
    [
      'a test array without the other',
      { kind: 'npz', file: 'a', xTest: 'x' },
      'base.dataset.xTest: expected both xTest and yTest, or neither, received only xTest',
    ],
    ['no file', { kind: 'csv' }, 'base.dataset.file: expected text of 1 to 4096 characters, received nothing'],
    [
      'an unknown delimiter',
      { kind: 'csv', file: 'a', delimiter: ',' },
      'base.dataset.delimiter: expected one of "auto", "comma", "semicolon", "tab", "whitespace", received the text ","',
    ],
    [
      'all examples held out',
      { kind: 'csv', file: 'a', testShare: 1 },
      'base.dataset.testShare: expected a number above 0 and below 1, received the number 1',
    ],
  ])('refuses %s', (_, dataset, fault) => {
    expect(faultsOf(dataset)).toEqual([fault]);
  });
});
