import { describe, expect, it } from 'vitest';
import { datasetSpec } from '#core/spec/dataset/dataset.ts';
import { runSpec } from '#core/spec/experiment.ts';
import { networkSpec } from '#core/spec/network/network.ts';
import { fieldOf } from '#renderer/features/designer/fields/schema-fields.ts';

describe('fieldOf', () => {
  it('reads title, description and default from the schema', () => {
    expect(fieldOf('batchSize', runSpec.shape.batchSize)).toMatchObject({
      kind: 'number',
      integer: true,
      title: 'Batch size',
      fallback: 60,
    });
  });

  it('offers every data set with the fields of its own', () => {
    const field = fieldOf('dataset', datasetSpec);
    expect(field).toMatchObject({ kind: 'variant', title: 'Data set' });
    const variants = field?.kind === 'variant' ? field.variants : [];
    expect(variants.map((variant) => variant.value)).toEqual([
      'mnist',
      'fashionMnist',
      'cifar10',
      'spirals',
      'moons',
      'circles',
      'blobs',
      'csv',
      'npz',
      'idx',
    ]);
    const spirals = variants.find((variant) => variant.value === 'spirals');
    expect(spirals?.fields.map((inner) => inner.key)).toEqual([
      'trainExamples',
      'testExamples',
      'turns',
      'noise',
      'seed',
    ]);
  });

  it('knows every kind of field that batch normalization needs', () => {
    const field = fieldOf('normalization', networkSpec.shape.normalization);
    const batch = field?.kind === 'variant' ? field.variants.find((variant) => variant.value === 'batch') : undefined;
    expect(batch?.fields.map((inner) => [inner.key, inner.kind])).toEqual([
      ['epsilon', 'number'],
      ['momentum', 'number'],
      ['affine', 'boolean'],
      ['placement', 'choice'],
      ['keepBias', 'boolean'],
      ['statistics', 'choice'],
    ]);
  });

  it('shows a column by name or place as text, and what may be left out as that', () => {
    const field = fieldOf('dataset', datasetSpec);
    const csv = field?.kind === 'variant' ? field.variants.find((variant) => variant.value === 'csv') : undefined;
    expect(csv?.fields.map((inner) => [inner.key, inner.kind, inner.fallback, inner.optional])).toEqual([
      ['file', 'file', undefined, false],
      ['delimiter', 'choice', 'auto', false],
      ['decimal', 'choice', undefined, true],
      ['header', 'boolean', true, false],
      ['labelColumn', 'text', -1, false],
      ['testFile', 'file', undefined, true],
      ['testShare', 'number', 0.2, false],
      ['seed', 'number', 0, false],
    ]);
  });

  it('tells spans from other groups, and finds schedules that are optional', () => {
    const optimizer = fieldOf('optimizer', runSpec.shape.optimizer);
    const sgd = optimizer?.kind === 'variant' ? optimizer.variants.find(({ value }) => value === 'sgd') : undefined;
    const byKey = new Map(sgd?.fields.map((inner) => [inner.key, inner]));
    expect(byKey.get('warmup')).toMatchObject({ kind: 'span', title: 'Warm-up', optional: true });
    const schedule = byKey.get('schedule');
    expect(schedule).toMatchObject({ kind: 'variant', title: 'Schedule', optional: true });
    const step = schedule?.kind === 'variant' ? schedule.variants.find(({ value }) => value === 'step') : undefined;
    expect(step?.fields[0]).toMatchObject({ key: 'interval', kind: 'span', title: 'Interval', optional: false });
    expect(fieldOf('duration', runSpec.shape.duration)).toMatchObject({ kind: 'span', optional: false });
  });
});
