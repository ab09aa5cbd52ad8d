import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { RunPage } from '#core/contract/run-search.ts';
import type { Filter } from '#core/filter/filter.ts';
import type { FilterField } from '#core/filter/filter-field.ts';
import { fieldList, fieldValue, isList } from './filter-columns.ts';
import { filterCondition } from './run-filter.ts';
import { selectRunsByIds } from '../runs/run-queries.ts';
import type { LabTables } from '../schema/tables.ts';

type Database = Transaction<LabTables>;

export interface RunSearch {
  /** Null: every run. */
  readonly filter: Filter | null;
  /** Null: pinned runs, then the newest experiment's, as they were planned. */
  readonly order: { readonly field: FilterField; readonly descending: boolean } | null;
  readonly limit: number;
  readonly offset: number;
}

/** A list to choose from need not be longer. */
const VALUES_MAX = 50;
/** Longer texts are of no use in a list of choices. */
const VALUE_LENGTH_MAX = 120;

/** Runs of experiments that are not in the trash. */
export async function selectRunPage(database: Database, search: RunSearch): Promise<RunPage> {
  const { limit, offset, order } = search;
  const rows = await orderedBy(passing(database, search.filter), order)
    .select('runs.id')
    .select(sql<number>`count(*) over ()`.as('total'))
    .limit(limit)
    .offset(offset)
    .execute();
  // Behind the last run no row tells how many there are.
  const total = rows.length > 0 || offset === 0 ? (rows[0]?.total ?? 0) : await countRuns(database, search.filter);
  return {
    runs: await selectRunsByIds(
      database,
      rows.map(({ id }) => id),
    ),
    total,
  };
}

/** Values of the field that runs have, those of most runs first. */
export async function selectFieldValues(database: Database, field: FilterField): Promise<(string | number)[]> {
  const values = passing(database, null);
  const each = isList(field)
    ? values.crossJoin(sql<{ value: string }>`json_each(${fieldList(field)})`.as('item'))
    : values;
  const value: RawBuilder<unknown> = isList(field) ? sql`item.value` : fieldValue(field);
  const rows = await each
    .select(sql<string | number>`${value}`.as('value'))
    .where(sql<boolean>`length(${value}) between 1 and ${VALUE_LENGTH_MAX}`)
    .groupBy(value)
    .orderBy(sql`count(*)`, 'desc')
    .orderBy('value')
    .limit(VALUES_MAX)
    .execute();
  return rows.map((row) => row.value);
}

/** Names of all scalar series of runs. */
export async function selectScalarSeries(database: Database): Promise<string[]> {
  const rows = await database
    .selectFrom(['runs', sql<{ key: string }>`json_each(runs.summary)`.as('item')])
    .select('item.key')
    .distinct()
    .orderBy('item.key')
    .execute();
  return rows.map(({ key }) => key);
}

async function countRuns(database: Database, filter: Filter | null): Promise<number> {
  const { total } = await passing(database, filter)
    .select((by) => by.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/**
 * Experiment by experiment and arm by arm: SQLite keeps the order of cross joins. By itself it goes through the runs and
 * reads the rows of experiments and arms, which are long, anew for each, which takes ten times as long.
 */
function passing(database: Database, filter: Filter | null) {
  const all = database
    .selectFrom('experiments')
    .crossJoin('arms')
    .crossJoin('runs')
    .whereRef('arms.experimentId', '=', 'experiments.id')
    .whereRef('runs.experimentId', '=', 'arms.experimentId')
    .whereRef('runs.arm', '=', 'arms.name')
    .where('experiments.removedAt', 'is', null);
  return filter === null ? all : all.where(filterCondition(filter));
}

/** Without an order: pinned runs, then the newest experiment's; within it, and among equals, as they were planned. */
function orderedBy(runs: ReturnType<typeof passing>, order: RunSearch['order']) {
  const wanted =
    order === null
      ? runs.orderBy('runs.pinned', 'desc')
      : runs
          .orderBy(sql`${fieldValue(order.field)} is null`)
          .orderBy(sql`${fieldValue(order.field)} collate nocase`, order.descending ? 'desc' : 'asc');
  return wanted.orderBy('experiments.createdAt', 'desc').orderBy('experiments.id', 'desc').orderBy('runs.position');
}
