import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { experimentSpec, runSpec } from '#core/spec/experiment.ts';
import { formFields, type FormField } from '#core/spec/form-fields.ts';

/** Every field at any depth. */
function flat(fields: readonly FormField[]): FormField[] {
  return fields.flatMap((field) => {
    if (field.kind === 'object') return [field, ...flat(field.fields)];
    if (field.kind === 'union') return [field, ...field.variants.flatMap((variant) => flat(variant.fields))];
    if (field.kind === 'list') return [field, ...flat([field.item])];
    return [field];
  });
}

const byPath = (path: string): FormField => {
  const field = flat(formFields(experimentSpec)).find((candidate) => candidate.path === path);
  if (field === undefined) throw new Error(`No field ${path}.`);
  return field;
};

it('are the schema’s fields, in its order', () => {
  expect(formFields(runSpec).map(({ path }) => path)).toEqual(Object.keys(runSpec.shape));
});

it('have a title a person can read wherever the schema gives one', () => {
  expect(byPath('base.batchSize')).toEqual({
    kind: 'integer',
    path: 'base.batchSize',
    title: 'Batch size',
    description: 'Examples per step; all of them make gradient descent. A last, smaller batch of an epoch is left out.',
    optional: true,
    default: 60,
    min: 1,
    max: 65_536,
    minExclusive: false,
    maxExclusive: false,
  });
});

describe('of each kind', () => {
  it('numbers, with bounds that may be excluded', () => {
    expect(byPath('base.optimizer.learningRate')).toMatchObject({
      kind: 'number',
      min: 0,
      minExclusive: true,
      max: 1e6,
      maxExclusive: false,
    });
    expect(byPath('base.optimizer.momentum')).toMatchObject({
      min: 0,
      minExclusive: false,
      max: 1,
      maxExclusive: true,
    });
  });

  it('choices', () => {
    expect(byPath('base.inputNormalization')).toMatchObject({
      kind: 'enum',
      choices: ['none', 'center', 'standardize'],
      default: 'none',
    });
  });

  it('unions, by kind', () => {
    const dataset = byPath('base.dataset');
    expect(dataset).toMatchObject({ kind: 'union', title: 'Data set', optional: false, default: undefined });
    const variants = dataset.kind === 'union' ? dataset.variants : [];
    expect(variants.map(({ kind, title }) => [kind, title])).toEqual([
      ['mnist', 'MNIST digits'],
      ['fashionMnist', 'Fashion-MNIST clothes'],
      ['cifar10', 'CIFAR-10 photographs'],
      ['spirals', 'Two spirals'],
      ['moons', 'Two moons'],
      ['circles', 'Two circles'],
      ['blobs', 'Badly scaled blobs'],
      ['csv', 'CSV or TSV file'],
      ['npz', 'NPZ file'],
      ['idx', 'IDX files'],
    ]);
    expect(variants[0].fields.map(({ path }) => path)).toEqual([
      'base.dataset.trainExamples',
      'base.dataset.testExamples',
      'base.dataset.augmentation',
    ]);
  });

  it('lists of objects, text, booleans, constants and free values', () => {
    expect(byPath('base.network.layers')).toMatchObject({
      kind: 'list',
      lengthMin: undefined,
      lengthMax: 200,
      item: { kind: 'union' },
    });
    expect(byPath('base.network.layers.*.activation')).toMatchObject({
      kind: 'enum',
      optional: true,
      default: undefined,
    });
    expect(byPath('title')).toMatchObject({ kind: 'text', lengthMin: 1, lengthMax: 120, optional: false });
    expect(byPath('base.optimizer.nesterov')).toMatchObject({ kind: 'boolean', default: false });
    expect(byPath('version')).toMatchObject({ kind: 'constant', value: 1 });
    expect(byPath('arms.*.patch')).toMatchObject({ kind: 'json', default: {} });
    expect(byPath('base.evaluation.interval.count')).toMatchObject({ kind: 'integer', title: 'Count' });
  });
});

it('describes a schema that is no object as one field', () => {
  expect(formFields(z.boolean().default(true).meta({ title: 'On' }))).toEqual([
    { kind: 'boolean', path: '', title: 'On', description: '', optional: false, default: true },
  ]);
});

it('can be sent anywhere: it is plain data', () => {
  expect(structuredClone(formFields(experimentSpec))).toEqual(formFields(experimentSpec));
});
