import { describe, expect, it } from 'vitest';
import { datasetSpec } from '#core/spec/dataset.ts';
import { runSpec } from '#core/spec/experiment.ts';
import { networkSpec } from '#core/spec/network.ts';
import { fieldOf } from '#renderer/features/designer/schema-fields.ts';

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
});
