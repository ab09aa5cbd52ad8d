import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { tablesOf } from '#main/store/schema/database-shape.ts';
import { tables } from '#main/store/schema/tables.ts';
import { freshFolder } from '../experiments.ts';

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}

async function newDatabase(): Promise<Database.Database> {
  const file = join(await freshFolder(), 'lab.db');
  await (await openStore(file, { mode: 'own' })).close();
  const database = new Database(file, { readonly: true });
  onTestFinished(() => void database.close());
  return database;
}

/** As `tables` declares it. */
function declarationOf({ type, notnull, dflt_value, pk }: ColumnInfo): string {
  if (pk === 1 && notnull === 0) return `${type} PRIMARY KEY`;
  return `${type}${notnull === 1 ? ' NOT NULL' : ''}${dflt_value === null ? '' : ' DEFAULT'}`;
}

it('are declared as a new database has them: every table, its columns in order, their types and which may be null', async () => {
  const database = await newDatabase();
  const laid = tablesOf(database).map(({ name }) => {
    const columns = database.pragma(`table_info(${name})`) as ColumnInfo[];
    return [name, columns.map((column) => [column.name, declarationOf(column)])] as const;
  });
  const declared = Object.entries(tables).map(([name, columns]) => [name, Object.entries(columns)] as const);
  expect(Object.fromEntries(laid)).toEqual(Object.fromEntries(declared));
});

it('are all described in docs/database.md, column for column', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/database.md'), 'utf8');
  const sections = new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((section) => [/^`(\w+)`/.exec(section)?.[1] ?? '', section] as const),
  );
  const described = Object.keys(tables).map((name) => {
    const rows = (sections.get(name) ?? '').matchAll(/^\| `(\w+)` +\| ([A-Z ]+?) +\|/gm);
    return [name, [...rows].map(([, column, type]) => [column, type])] as const;
  });
  const declared = Object.entries(tables).map(([name, columns]) => [
    name,
    Object.entries(columns)
      .filter(([column]) => column !== 'checksum')
      .map(([column, declaration]) => [column, declaration.replace(' DEFAULT', '')]),
  ]);
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(declared));
});
