import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { assert } from '#core/assert.ts';
import { durationMs } from '#core/filter/duration.ts';
import type { Condition, Filter, FilterValue } from '#core/filter/filter.ts';
import { momentSpan } from '#core/filter/moment.ts';
import { storedValue } from '#core/series/float32-threshold.ts';
import { present } from '#core/assert.ts';
import { fieldList, fieldValue, hasField, isList } from './filter-columns.ts';

/**
 * Filters as SQL conditions over runs, arms and experiments joined. All that a person wrote is a parameter. A condition
 * is 1 or 0, never null, so that `not` of it is what the filter means by it.
 */

type SqlCondition = RawBuilder<SqlBool>;

export function filterCondition(filter: Filter): SqlCondition {
  switch (filter.kind) {
    case 'all':
      return sql`(${sql.join(filter.of.map(filterCondition), sql` and `)})`;
    case 'any':
      return sql`(${sql.join(filter.of.map(filterCondition), sql` or `)})`;
    case 'not':
      return sql`(not ${filterCondition(filter.of)})`;
    default:
      return conditionOf(filter);
  }
}

function conditionOf(condition: Condition): SqlCondition {
  const { field } = condition;
  if (condition.kind === 'missing') return condition.negated ? hasField(field) : negated(hasField(field));
  if (isList(field)) return listCondition(condition);
  const value = fieldValue(field);
  switch (condition.kind) {
    case 'compare':
      return decided(comparison(value, condition));
    case 'contains':
      return decided(sql`containsText(${value}, ${condition.text})`);
    case 'in': {
      const isOneOf = equalsAny(value, condition);
      return decided(condition.negated ? negated(isOneOf) : isOneOf);
    }
    default:
      return condition satisfies never;
  }
}

/** A list is what one of its items is, and is not what none of them is. */
function listCondition(condition: Exclude<Condition, { kind: 'missing' }>): SqlCondition {
  const item = sql`item.value`;
  const some = (holds: SqlCondition): SqlCondition =>
    sql`exists (select 1 from json_each(${fieldList(condition.field)}) as item where ${holds})`;
  switch (condition.kind) {
    case 'compare': {
      const one = some(equals(item, condition.field.source.kind, condition.value));
      return condition.operator === '=' ? one : negated(one);
    }
    case 'contains':
      return some(sql`containsText(${item}, ${condition.text})`);
    case 'in': {
      const one = some(equalsAny(item, condition));
      return condition.negated ? negated(one) : one;
    }
    default:
      return condition satisfies never;
  }
}

type Source = Condition['field']['source']['kind'];

function comparison(
  value: RawBuilder<unknown>,
  { field, operator, value: compared }: Extract<Condition, { kind: 'compare' }>,
): SqlCondition {
  const source = field.source.kind;
  if (operator === '=') return equals(value, source, compared);
  if (operator === '!=') return negated(equals(value, source, compared));
  if (compared.kind === 'moment') {
    const { from, until } = present(momentSpan(compared.text), 'the span of a moment');
    const bound = operator === '<' || operator === '>=' ? from : until;
    return operator === '<' || operator === '<=' ? sql`${value} < ${bound}` : sql`${value} >= ${bound}`;
  }
  const order = sql.raw(operator);
  return sql`(${isNumber(value)} and ${value} ${order} ${parameter(source, compared)})`;
}

function equalsAny(value: RawBuilder<unknown>, { field, values }: Extract<Condition, { kind: 'in' }>): SqlCondition {
  return sql`(${sql.join(
    values.map((one) => equals(value, field.source.kind, one)),
    sql` or `,
  )})`;
}

function equals(value: RawBuilder<unknown>, source: Source, compared: FilterValue): SqlCondition {
  if (compared.kind === 'moment') {
    const { from, until } = present(momentSpan(compared.text), 'the span of a moment');
    return sql`(${value} >= ${from} and ${value} < ${until})`;
  }
  return sql`${value} = ${parameter(source, compared)}`;
}

/** SQLite would hold every text to be more than every number. */
function isNumber(value: RawBuilder<unknown>): SqlCondition {
  return sql`typeof(${value}) in ('integer', 'real')`;
}

function parameter(source: Source, value: FilterValue): string | number {
  switch (value.kind) {
    case 'text':
      return value.value;
    case 'boolean':
      return Number(value.value);
    case 'number':
      return source === 'summary' ? storedValue(value.value) : value.value;
    case 'duration':
      return durationMs(value);
    case 'moment':
      assert(false, 'a moment is compared as a span');
      return '';
    default:
      return value satisfies never;
  }
}

function negated(condition: SqlCondition): SqlCondition {
  return sql`(not ${condition})`;
}

/** What is said of a value that is not there is false. */
function decided(condition: SqlCondition): SqlCondition {
  return sql`coalesce(${condition}, 0)`;
}
