import fc from 'fast-check';
import { FilterCatalogue } from '#core/filter/catalogue.ts';
import { DURATION_UNITS } from '#core/filter/duration.ts';
import { comparisonsOf, takesText, takesValues } from '#core/filter/field-words.ts';
import type { Condition, Filter, FilterValue } from '#core/filter/filter.ts';
import type { FilterField } from '#core/filter/filter-field.ts';
import { momentSpan } from '#core/filter/moment.ts';

/** Filters of every kind over every field, as `parseFilter` gives them. */

export const everyField: readonly FilterField[] = (() => {
  const catalogue = new FilterCatalogue(['resources/cpu']);
  return catalogue.names('network.layers.1').flatMap((name) => catalogue.find(name) ?? []);
})();

const anyText = fc.string({ unit: 'grapheme', maxLength: 12 });

const moment = fc
  .tuple(
    fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    fc.constantFrom(10, 16, 19, 21, 23),
    fc.constantFrom('', 'Z', '+01:00', '-09:30'),
  )
  .map(([date, length, zone]) => `${date.toISOString().slice(0, length)}${length === 10 ? '' : zone}`)
  .filter((text) => momentSpan(text) !== null);

/** Values that the field takes. @param known for this field, taken about half of the time */
function valueOf(field: FilterField, known: readonly FilterValue[]): fc.Arbitrary<FilterValue> {
  const number = fc
    .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constantFrom(0, 0.1, 0.9, 1e-7, 1e21))
    .map((value): FilterValue => ({ kind: 'number', value: value + 0 }));
  const kinds = field.types.flatMap((type): fc.Arbitrary<FilterValue>[] => {
    switch (type) {
      case 'number':
        return [number];
      case 'duration':
        return [
          number,
          fc
            .tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constantFrom(...DURATION_UNITS))
            .map(([amount, unit]) => ({ kind: 'duration', amount: amount + 0, unit })),
        ];
      case 'text':
      case 'texts':
        return [
          (field.choices === null ? anyText : fc.constantFrom(...field.choices)).map((value) => ({
            kind: 'text',
            value,
          })),
        ];
      case 'boolean':
        return [fc.boolean().map((value) => ({ kind: 'boolean', value }))];
      case 'moment':
        return [moment.map((text) => ({ kind: 'moment', text }))];
      case 'object':
        return [];
      default:
        return type satisfies never;
    }
  });
  return known.length === 0 ? fc.oneof(...kinds) : fc.oneof(fc.constantFrom(...known), ...kinds);
}

export type KnownValues = (field: FilterField) => readonly FilterValue[];

function condition(field: FilterField, known: readonly FilterValue[]): fc.Arbitrary<Condition> {
  const missing = fc.boolean().map((negated): Condition => ({ kind: 'missing', field, negated }));
  if (!takesValues(field)) return missing;
  const value = valueOf(field, known);
  const compare = fc.tuple(fc.constantFrom(...comparisonsOf(field)), value).map(([operator, one]): Condition => {
    const ordered = one.kind !== 'text' && one.kind !== 'boolean';
    return { kind: 'compare', field, operator: ordered || operator === '=' ? operator : '!=', value: one };
  });
  const isIn = fc
    .tuple(fc.array(value, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([values, negated]): Condition => ({ kind: 'in', field, values, negated }));
  const texts = known.flatMap((one) => (one.kind === 'text' ? [one.value] : []));
  const part =
    texts.length === 0
      ? anyText
      : fc.oneof(
          anyText,
          fc.constantFrom(...texts).map((text) => [...text].slice(1, 3).join('')),
        );
  const contains = part.map((text): Condition => ({ kind: 'contains', field, text }));
  return fc.oneof(
    { arbitrary: compare, weight: 4 },
    { arbitrary: isIn, weight: 2 },
    { arbitrary: missing, weight: 1 },
    ...(takesText(field) ? [{ arbitrary: contains, weight: 2 }] : []),
  );
}

/** @param known values of fields that runs have, so that conditions about them come true */
export function arbitraryFilter(known: KnownValues = () => []): fc.Arbitrary<Filter> {
  const conditions = fc.constantFrom(...everyField).chain((field) => condition(field, known(field)));
  return fc.letrec<{ filter: Filter }>((tie) => {
    const several = fc.array(tie('filter'), { minLength: 2, maxLength: 3 });
    return {
      filter: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        { arbitrary: conditions, weight: 3 },
        { arbitrary: several.map((of): Filter => ({ kind: 'all', of })), weight: 1 },
        { arbitrary: several.map((of): Filter => ({ kind: 'any', of })), weight: 1 },
        { arbitrary: tie('filter').map((of): Filter => ({ kind: 'not', of })), weight: 1 },
      ),
    };
  }).filter;
}
