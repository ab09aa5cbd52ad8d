import type { Transaction } from 'kysely';
import type { LabTables } from './schema/tables.ts';

/** Work within one transaction. */
export type Work<T> = (database: Transaction<LabTables>) => Promise<T>;

type Query = (database: Transaction<LabTables>, ...args: never) => Promise<unknown>;

type QueryGroups = Readonly<Record<string, Readonly<Record<string, Query>>>>;

/** Queries as callers see them: without the transaction, which each gets for itself. */
export type Transacted<Groups> = {
  readonly [Group in keyof Groups]: {
    readonly [Name in keyof Groups[Group]]: Groups[Group][Name] extends (
      database: Transaction<LabTables>,
      ...args: infer Args
    ) => infer Answer
      ? (...args: Args) => Answer
      : never;
  };
};

/** @param transaction runs its work within a transaction of its own */
export function transacted<Groups extends QueryGroups>(
  groups: Groups,
  transaction: <T>(work: Work<T>) => Promise<T>,
): Transacted<Groups> {
  const wrapped = Object.entries(groups).map(([group, queries]) => [
    group,
    Object.fromEntries(
      Object.entries(queries).map(([name, query]) => [
        name,
        (...args: never) => transaction((database) => query(database, ...(args as never[] as never))),
      ]),
    ),
  ]);
  return Object.fromEntries(wrapped) as Transacted<Groups>;
}
