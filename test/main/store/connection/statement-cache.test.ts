import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { StatementCache } from '#main/store/connection/statement-cache.ts';

function freshCache(): { cache: StatementCache; compiled: string[] } {
  const database = new Database(':memory:');
  const cache = new StatementCache(database);
  const compiled: string[] = [];
  const prepare = database.prepare.bind(database);
  database.prepare = ((text: string) => {
    compiled.push(text);
    return prepare(text);
  }) as typeof database.prepare;
  onTestFinished(() => cache.close());
  return { cache, compiled };
}

it('compiles a statement once, and runs it with other arguments each time', () => {
  const { cache, compiled } = freshCache();
  expect([1, 2].map((value) => cache.prepare('select ? as value').all([value]))).toEqual([
    [{ value: 1 }],
    [{ value: 2 }],
  ]);
  expect(compiled).toEqual(['select ? as value']);
});

it('forgets those that were not asked for longest, and answers them all the same', () => {
  const { cache, compiled } = freshCache();
  const ask = (value: number) => cache.prepare(`select ${value} as value`).all([]);
  ask(0);
  for (let value = 1; value <= 300; value += 1) {
    expect(ask(value)).toEqual([{ value }]);
    ask(0);
  }
  expect(compiled.filter((text) => text === 'select 0 as value')).toHaveLength(1);
  expect(ask(1)).toEqual([{ value: 1 }]);
  expect(compiled.filter((text) => text === 'select 1 as value')).toHaveLength(2);
});

it('answers with the new columns after the table changed', () => {
  const { cache } = freshCache();
  cache.prepare('create table t (a integer)').run([]);
  cache.prepare('insert into t values (1)').run([]);
  expect(cache.prepare('select * from t').all([])).toEqual([{ a: 1 }]);
  cache.prepare('alter table t add column b integer default 2').run([]);
  expect(cache.prepare('select * from t').all([])).toEqual([{ a: 1, b: 2 }]);
});
