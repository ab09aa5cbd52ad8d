import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { assert } from '#core/assert.ts';
import type { FilterField } from '#core/filter/filter-field.ts';
import type { ExperimentsTable } from '../schema/tables.ts';

/** Where the fields of filters lie in runs, arms and experiments joined. A value that a run does not have is null. */

/** Where the record of an experiment calls a field otherwise than its table. */
const EXPERIMENT_COLUMNS: Readonly<Record<string, keyof ExperimentsTable>> = { dataset: 'datasetName' };

/** Empty text counts as no value. */
export function fieldValue(field: FilterField): RawBuilder<unknown> {
  const value = storedValue(field);
  return field.types.includes('text') ? sql`nullif(${value}, '')` : value;
}

export function isList({ types }: FilterField): boolean {
  return types.includes('texts');
}

/** The list as json. */
export function fieldList(field: FilterField): RawBuilder<unknown> {
  assert(isList(field), `${field.name} is a list`);
  return storedValue(field);
}

export function hasField(field: FilterField): RawBuilder<SqlBool> {
  if (isList(field)) return sql`(coalesce(json_array_length(${fieldList(field)}), 0) > 0)`;
  return sql`(${fieldValue(field)} is not null)`;
}

function storedValue({ source }: FilterField): RawBuilder<unknown> {
  switch (source.kind) {
    case 'run':
      return sql.ref(source.key === 'specHash' ? 'arms.specHash' : `runs.${source.key}`);
    case 'experiment':
      return sql.ref(`experiments.${EXPERIMENT_COLUMNS[source.key] ?? source.key}`);
    case 'spec':
      return jsonValue(sql`arms.spec`, source.path);
    case 'summary':
      return jsonValue(sql`runs.summary`, [source.series, source.key]);
    default:
      return source satisfies never;
  }
}

/**
 * JSON has 2^60 as 1152921504606847000: enough digits to tell it from other doubles, but as an integer, which SQLite
 * takes it for, another number. As a double it is what was written.
 */
function jsonValue(json: RawBuilder<unknown>, keys: readonly string[]): RawBuilder<unknown> {
  const value = sql`json_extract(${json}, ${jsonPath(keys)})`;
  return sql`iif(typeof(${value}) = 'integer', cast(${value} as real), ${value})`;
}

/** `$."network"."layers"[0]."units"`. Digits lead into lists: no object of ours has keys of digits. */
function jsonPath(keys: readonly string[]): string {
  return `$${keys.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `."${plainKey(key)}"`)).join('')}`;
}

/** SQLite knows no way to write a quotation mark within a key. */
function plainKey(key: string): string {
  assert(!/["\\]/.test(key), `the key ${key} has neither quotation marks nor backslashes`);
  return key;
}
