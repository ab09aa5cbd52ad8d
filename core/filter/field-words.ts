import { zoneName } from '../format/moment.ts';
import type { Comparison } from './filter.ts';
import type { FieldType, FilterField } from './filter-field.ts';

/** What may be said about a field, in words for people. */

const CHOICES_NAMED_MAX = 12;

const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
  number: 'a number',
  duration: 'a duration such as 30s or 5min, or a number of milliseconds',
  text: 'text',
  texts: 'text',
  boolean: 'true or false',
  moment: `a date such as 2026-11-01 or a time such as 2026-11-01T09:30 (${zoneName()}, unless Z or an offset such as +01:00 follows)`,
  object: 'no value',
};

export function comparisonsOf(field: FilterField): readonly Comparison[] {
  if (field.types.some((type) => type === 'number' || type === 'duration' || type === 'moment')) {
    return ['=', '!=', '<', '<=', '>', '>='];
  }
  return takesValues(field) ? ['=', '!='] : [];
}

/** False for fields that can only be present or missing. */
export function takesValues(field: FilterField): boolean {
  return field.types.some((type) => type !== 'object');
}

export function takesText(field: FilterField): boolean {
  return field.types.some((type) => type === 'text' || type === 'texts');
}

/** As the language writes them. */
export function operatorsOf(field: FilterField): readonly string[] {
  return [
    ...comparisonsOf(field),
    ...(takesText(field) ? ['~'] : []),
    ...(takesValues(field) ? ['in', 'not in'] : []),
    ...['is missing', 'exists'],
  ];
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

export function describeValues(field: FilterField): string {
  const { choices } = field;
  const words = field.types.flatMap((type) => {
    if (type === 'object') return [];
    return type === 'text' && choices !== null ? [describeChoices(choices)] : [TYPE_WORDS[type]];
  });
  return words.join(' or ');
}

function describeChoices(choices: readonly string[]): string {
  const named = choices.slice(0, CHOICES_NAMED_MAX).join(', ');
  if (choices.length > CHOICES_NAMED_MAX) return `one of ${named}, …`;
  return choices.length === 1 ? named : `one of ${named}`;
}
