import type { FilterCompletion, RunPage, RunQuery } from '#core/contract/run-search.ts';
import { FilterCatalogue } from '#core/filter/catalogue.ts';
import { completeFilter } from '#core/filter/complete.ts';
import { orderField } from '#core/filter/order-field.ts';
import { parseFilter } from '#core/filter/parse.ts';
import type { Store } from '#main/store/store.ts';

/** @throws FilterError, or LabError (FILTER_INVALID) for the order */
export async function findRuns(store: Store, { filter, order, limit, offset }: RunQuery): Promise<RunPage> {
  // Only series have slashes in their names: for all other filters it need not be known which ones there are.
  const usesSeries = `${filter}${order?.field ?? ''}`.includes('/');
  const catalogue = new FilterCatalogue(usesSeries ? await store.runs.scalarSeries() : []);
  return store.runs.find({
    filter: parseFilter(filter, catalogue),
    order: order === undefined ? null : { field: orderField(order.field, catalogue), descending: order.descending },
    limit,
    offset,
  });
}

/** With the values that runs in the store have. */
export async function completeRunFilter(store: Store, text: string, cursor: number): Promise<FilterCompletion> {
  const catalogue = new FilterCatalogue(await store.runs.scalarSeries());
  return completeFilter(text, cursor, catalogue, (field) => store.runs.fieldValues(field));
}
