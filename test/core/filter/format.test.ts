import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FilterCatalogue } from '#core/filter/catalogue.ts';
import { FILTER_LENGTH_MAX } from '#core/filter/filter.ts';
import { formatFilter } from '#core/filter/format.ts';
import { parseFilter } from '#core/filter/parse.ts';
import { arbitraryFilter } from './arbitrary-filter.ts';

const catalogue = new FilterCatalogue(['resources/cpu']);

it('a filter as text is the same filter again', () => {
  fc.assert(
    fc.property(arbitraryFilter(), (filter) => {
      const text = formatFilter(filter);
      fc.pre(text.length <= FILTER_LENGTH_MAX);
      expect(parseFilter(text, catalogue)).toEqual(filter);
    }),
    { numRuns: 2_000 },
  );
});

it('no filter is an empty text', () => {
  expect(formatFilter(null)).toBe('');
});
