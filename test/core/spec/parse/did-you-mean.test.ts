import { expect, it } from 'vitest';
import { didYouMean } from '#core/spec/parse/did-you-mean.ts';

const fields = ['learningRate', 'momentum', 'nesterov', 'units', 'kind'];

it.each([
  ['learningrate', 'learningRate'],
  ['learning_rate', 'learningRate'],
  ['momentun', 'momentum'],
  ['mometnum', 'momentum'],
  ['unit', 'units'],
  ['knid', 'kind'],
  ['lr', undefined],
  ['weightDecay', undefined],
  ['k', undefined],
  ['x'.repeat(100_000), undefined],
])('%.20s → %s', (word, meant) => {
  expect(didYouMean(word, fields)).toBe(meant);
});

it('prefers the closest', () => {
  expect(didYouMean('tests', ['texts', 'test'])).toBe('texts');
  expect(didYouMean('nothing', [])).toBe(undefined);
});
