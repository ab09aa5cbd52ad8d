import { isDeepStrictEqual } from 'node:util';
import { FilterCatalogue } from '#core/filter/catalogue.ts';
import { FILTER_LENGTH_MAX } from '#core/filter/filter.ts';
import { formatFilter } from '#core/filter/format.ts';
import { parseFilter } from '#core/filter/parse.ts';
import { expectThat, readOrRefused, withinMemory } from '../check.ts';
import { textOf } from '../input.ts';

const catalogue = new FilterCatalogue(['resources/cpu', 'train/loss']);

/** A filter of runs as a person types it: what was understood, written out, is understood the same. */
export const fuzz = withinMemory((bytes) => {
  const filter = readOrRefused(() => parseFilter(textOf(bytes), catalogue));
  if (filter === undefined) return;
  const text = formatFilter(filter);
  // Spelt out it may be longer than what was typed.
  if (text.length > FILTER_LENGTH_MAX) return;
  const again = readOrRefused(() => parseFilter(text, catalogue));
  expectThat(isDeepStrictEqual(again, filter), `the same filter from its own text, ${JSON.stringify(text)}`);
});
