import { assert } from '../assert.ts';
import type { Condition, Filter, FilterValue } from './filter.ts';
import { writeText } from './text-literal.ts';

/**
 * A filter as text, with as few parentheses as possible; `parseFilter` turns it back into the same filter. Empty for
 * null.
 */
export function formatFilter(filter: Filter | null): string {
  return filter === null ? '' : format(filter);
}

function format(filter: Filter): string {
  switch (filter.kind) {
    case 'any':
      return filter.of.map((one) => within(one, one.kind === 'any')).join(' or ');
    case 'all':
      return filter.of.map((one) => within(one, one.kind === 'any' || one.kind === 'all')).join(' and ');
    case 'not':
      return `not ${within(filter.of, filter.of.kind === 'any' || filter.of.kind === 'all')}`;
    default:
      return formatCondition(filter);
  }
}

function within(filter: Filter, parentheses: boolean): string {
  return parentheses ? `(${format(filter)})` : format(filter);
}

function formatCondition(condition: Condition): string {
  const { name } = condition.field;
  switch (condition.kind) {
    case 'compare':
      return `${name} ${condition.operator} ${formatValue(condition.value)}`;
    case 'contains':
      return `${name} ~ ${writeText(condition.text)}`;
    case 'in':
      return `${name} ${condition.negated ? 'not in' : 'in'} (${condition.values.map(formatValue).join(', ')})`;
    case 'missing':
      return `${name} ${condition.negated ? 'exists' : 'is missing'}`;
    default:
      return condition satisfies never;
  }
}

export function formatValue(value: FilterValue): string {
  switch (value.kind) {
    case 'number':
      assert(Number.isFinite(value.value), 'a number in a filter is finite');
      return String(value.value);
    case 'text':
      return writeText(value.value);
    case 'boolean':
      return String(value.value);
    case 'duration':
      return `${value.amount}${value.unit}`;
    case 'moment':
      return value.text;
    default:
      return value satisfies never;
  }
}
