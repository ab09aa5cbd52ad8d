import { expect, it } from 'vitest';
import { PUBLISHED_KINDS, PUBLISHED_NAMES, blamedDataset, publishedKindsOf } from '#core/spec/dataset/published.ts';
import { datasetSpec } from '#core/spec/dataset/dataset.ts';
import { datasetName } from '#core/data/dataset-outline.ts';
import { listRecipes } from '#core/spec/recipes/recipes.ts';

it('are named as everywhere', () => {
  for (const kind of PUBLISHED_KINDS) expect(datasetName(datasetSpec.parse({ kind }))).toBe(PUBLISHED_NAMES[kind]);
});

it('are found in the base, in arms and in the points of a sweep', () => {
  const specs = listRecipes().map(({ id, spec }) => [id, publishedKindsOf(spec)] as const);
  expect(Object.fromEntries(specs)).toMatchObject({
    spirals: [],
    'mnist-fig1': ['mnist'],
    'fashion-mnist-mlp': ['fashionMnist'],
  });
  const spirals = listRecipes().find(({ id }) => id === 'spirals')!.spec;
  const image = { kind: 'dense', units: 4 } as const;
  const base = { ...spirals.base, network: { ...spirals.base.network, layers: [image] } };
  expect(
    publishedKindsOf({
      ...spirals,
      base,
      arms: [
        { name: 'a', patch: { dataset: { kind: 'mnist' } } },
        { name: 'b', patch: {} },
      ],
    }),
  ).toEqual(['mnist']);
  const points = [{ dataset: { kind: 'fashionMnist' } }, { dataset: { kind: 'mnist' } }];
  expect(publishedKindsOf({ ...spirals, base, sweep: { kind: 'list', points } })).toEqual(['mnist', 'fashionMnist']);
});

it('are blamed for a run that could not read them, and for no other', () => {
  expect(blamedDataset('Fashion-MNIST: expected its four files in /a, received none.')).toBe('fashionMnist');
  expect(blamedDataset('MNIST-like.csv: expected a number')).toBeNull();
  expect(blamedDataset('The job process died.')).toBeNull();
});
