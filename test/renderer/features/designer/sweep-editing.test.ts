import { describe, expect, it } from 'vitest';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { findRecipe } from '#test/core/spec/recipes/find-recipe.ts';
import { patchPaths } from '#renderer/features/designer/arms/patch-paths.ts';
import { suggestedAxis } from '#renderer/features/designer/sweep/sweep-axis.ts';
import {
  axesOfRows,
  isRepeated,
  repeatedPathIssues,
  rowsOfAxes,
  sweptPaths,
} from '#renderer/features/designer/sweep/sweep-rows.ts';
import { formatValueList, parseValueList } from '#renderer/features/designer/fields/value-list.ts';

const { spec } = findRecipe('mnist-fig1');

describe('a suggested axis', () => {
  it('lies around what the base has, in the way its path takes', () => {
    const grid = (path: string) => suggestedAxis('grid', path, spec.base);
    expect(grid('optimizer.learningRate')).toMatchObject({ kind: 'log', count: 3 });
    expect(grid('batchSize')).toEqual({ kind: 'values', values: [30, 60, 120] });
    expect(grid('network.layers.0.units')).toEqual({ kind: 'values', values: [50, 100, 200] });
    expect(grid('duration.count')).toEqual({ kind: 'values', values: [2_500, 5_000, 10_000] });
    expect(grid('loss')).toMatchObject({ kind: 'values', values: expect.arrayContaining(['softmaxCrossEntropy']) });
    expect(grid('optimizer.nesterov')).toEqual({ kind: 'values', values: [false, true] });
    expect(grid('optimizer.kind')).toEqual({ kind: 'values', values: ['sgd', 'rmsprop', 'adam', 'adamw'] });
    expect(grid('network.normalization')).toMatchObject({ values: expect.arrayContaining([{ kind: 'batch' }]) });
    expect(grid('nowhere')).toEqual({ kind: 'values', values: [] });
    expect(suggestedAxis('random', 'optimizer.learningRate', spec.base)).toMatchObject({ kind: 'logUniform' });
    expect(suggestedAxis('random', 'batchSize', spec.base)).toEqual({ kind: 'integer', from: 30, to: 120 });
  });

  it('makes a right sweep of every path of a number that the base has', () => {
    const numbers = ['optimizer.learningRate', 'batchSize', 'duration.count', 'network.layers.1.units'];
    expect(patchPaths(spec.base)).toEqual(expect.arrayContaining(numbers));
    for (const kind of ['grid', 'random'] as const) {
      for (const path of numbers) {
        const count = kind === 'random' ? { count: 3 } : {};
        const axes = { [path]: suggestedAxis(kind, path, spec.base) };
        expect(() => parseExperiment({ ...spec, sweep: { kind, ...count, axes } })).not.toThrow();
      }
    }
  });
});

describe('axes as rows', () => {
  const rate = { kind: 'values', values: [0.1] };
  const size = { kind: 'values', values: [60] };

  it('keep their order, and a path that is written twice loses nothing', () => {
    const rows = [
      { path: 'optimizer.learningRate', axis: rate },
      { path: '', axis: size },
      { path: ' optimizer.learningRate ', axis: size },
      { path: 'batchSize', axis: size },
    ];
    expect(Object.entries(axesOfRows(rows))).toEqual([
      ['optimizer.learningRate', rate],
      ['batchSize', size],
    ]);
    expect(rows.map((_, index) => isRepeated(rows, index))).toEqual([false, false, true, false]);
    expect(rowsOfAxes(axesOfRows(rows))).toEqual([rows[0], rows[3]]);
  });

  it('are at fault where a path is written twice, which is named', () => {
    const row = (path: string) => ({ path, axis: rate });
    expect(repeatedPathIssues([row('batchSize'), row('a'), row(' batchSize'), row(''), row('')])).toEqual([
      { path: 'sweep.axes.batchSize', expected: 'one axis with the path batchSize', received: '2 of them' },
    ]);
    expect(repeatedPathIssues([row('batchSize'), row('a')])).toEqual([]);
  });

  it('are found in sweeps of any kind', () => {
    expect(sweptPaths({ kind: 'grid', axes: { a: rate, b: size } })).toEqual(['a', 'b']);
    expect(sweptPaths({ kind: 'list', points: [{ a: 1 }, { b: 2, a: 3 }] })).toEqual(['a', 'b']);
    expect(sweptPaths(undefined)).toEqual([]);
  });
});

describe('a list of values', () => {
  it.each<[string, unknown]>([
    ['0.01, 0.1, 1', [0.01, 0.1, 1]],
    ['sgd, adam', ['sgd', 'adam']],
    ['{ kind: batch, momentum: 0.1 }, { kind: none }', [{ kind: 'batch', momentum: 0.1 }, { kind: 'none' }]],
    ['true, null, "1"', [true, null, '1']],
    ['', []],
  ])('reads %s', (text, values) => {
    expect(parseValueList(text)).toEqual(values);
    expect(parseValueList(formatValueList(values))).toEqual(values);
  });

  it('leaves what is no list for the schema to name', () => {
    expect(parseValueList('"sgd, adam')).toBe('"sgd, adam');
    expect(formatValueList('"sgd, adam')).toBe('"sgd, adam');
  });

  it('does not mind text with a comma', () => {
    expect(parseValueList(formatValueList(['a, b', 'c]', '[d']))).toEqual(['a, b', 'c]', '[d']);
  });
});
