import { LabError } from '../errors.ts';
import type { FilterCatalogue } from './catalogue.ts';
import type { FilterField } from './filter-field.ts';

/**
 * The field that runs are sorted by.
 * @throws LabError (FILTER_INVALID) if there is no such field, or if its values have no order
 */
export function orderField(name: string, catalogue: FilterCatalogue): FilterField {
  const field = catalogue.find(name);
  const isOrdered = field?.types.every((type) => type !== 'object' && type !== 'texts') ?? false;
  if (field !== undefined && isOrdered) return field;
  const meant = field === undefined ? catalogue.meantBy(name) : undefined;
  throw new LabError(
    'FILTER_INVALID',
    `Runs cannot be sorted by "${name}": expected a field with one value, such as created, seed or test/accuracy.last${meant === undefined ? '' : ` (did you mean ${meant}?)`}.`,
  );
}
