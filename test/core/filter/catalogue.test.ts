import { describe, expect, it } from 'vitest';
import { experimentRecord } from '#core/contract/experiment-record.ts';
import { runRecord, runStatus } from '#core/contract/run-record.ts';
import { FilterCatalogue } from '#core/filter/catalogue.ts';
import { everyField } from './arbitrary-filter.ts';

const catalogue = new FilterCatalogue(['resources/cpu']);

describe('the catalogue of fields', () => {
  it('has every field of a run’s record but its summary, which has fields for each series', () => {
    const keys = everyField.flatMap(({ source }) => (source.kind === 'run' ? [source.key] : []));
    expect(keys.sort()).toEqual(
      Object.keys(runRecord.shape)
        .filter((key) => key !== 'summary')
        .sort(),
    );
  });

  it('takes types and choices from the schemas', () => {
    const of = (name: string) => catalogue.find(name);
    expect(of('status')).toMatchObject({ types: ['text'], choices: runStatus.options });
    expect(of('seed')).toMatchObject({ types: ['number'] });
    expect(of('startedAt')).toMatchObject({ types: ['moment'] });
    expect(of('created')).toMatchObject({ types: ['moment'], source: { kind: 'experiment', key: 'createdAt' } });
    expect(of('durationMs')).toMatchObject({ types: ['duration'] });
    expect(of('tag')).toMatchObject({ types: ['texts'], source: { kind: 'run', key: 'tags' } });
    expect(of('pinned')).toMatchObject({ types: ['boolean'] });
    expect(of('optimizer.kind')).toMatchObject({ choices: ['sgd', 'rmsprop', 'adam', 'adamw'] });
    expect(of('optimizer.learningRate')).toMatchObject({ types: ['number'], title: 'Learning rate' });
    expect(of('optimizer.schedule')).toMatchObject({ types: ['object'] });
    expect(of('dataset.labelColumn')).toMatchObject({ types: ['text', 'number'], choices: null });
    expect(of('network.layers.7.normalization.momentum')).toMatchObject({
      types: ['number'],
      source: { kind: 'spec', path: ['network', 'layers', '7', 'normalization', 'momentum'] },
    });
  });

  it('knows the series that every run has, and those it is told of', () => {
    expect(catalogue.find('train/loss.best')).toMatchObject({ source: { series: 'train/loss', key: 'best' } });
    expect(catalogue.find('resources/cpu.last')).toBeDefined();
    expect(new FilterCatalogue().find('resources/cpu.last')).toBeUndefined();
  });

  it.each(['', '.', 'network.layers.', 'network.layers.x.units', 'network.layers.01.units', '__proto__', 'summary'])(
    'has no field “%s”',
    (name) => {
      expect(catalogue.find(name)).toBeUndefined();
    },
  );

  it('finds every name that it lists, each once', () => {
    const names = catalogue.names();
    expect(names.filter((name) => catalogue.find(name)?.name !== name)).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  /** The SQL tells values apart by their storage, where true is 1 and an object is text. */
  it('has no field that may be true or an object and something else', () => {
    const mixed = everyField.filter(
      ({ types }) =>
        types.length > 1 && types.some((type) => type === 'boolean' || type === 'object' || type === 'texts'),
    );
    expect(mixed).toEqual([]);
  });

  it('takes what it has of experiments from their record', () => {
    const keys = everyField.flatMap(({ source }) => (source.kind === 'experiment' ? [source.key] : []));
    expect(Object.keys(experimentRecord.shape)).toEqual(expect.arrayContaining(keys));
    expect(keys).toContain('createdAt');
  });
});
