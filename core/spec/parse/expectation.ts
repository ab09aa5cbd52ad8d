import { z } from 'zod';
import { quote } from '../../describe-value.ts';

/** Descriptions of schemas already seen: each item of a long list may be wrong in the same way. */
const known = new WeakMap<z.core.$ZodType, string>();

/**
 * What a schema accepts, in words for an error message: `an integer from 1 to 65536`, `one of "none", "center"`.
 * Derived from the schema's JSON Schema, so that messages give the whole range and not only the bound that was
 * exceeded.
 */
export function describeExpectation(schema: z.core.$ZodType): string {
  let words = known.get(schema);
  if (words === undefined) {
    words = describeJsonSchema(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
    known.set(schema, words);
  }
  return words;
}

function describeJsonSchema(json: z.core.JSONSchema.BaseSchema): string {
  if (json.const !== undefined) return JSON.stringify(json.const);
  if (json.enum !== undefined) return `one of ${json.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  const kinds = kindsOf(json);
  if (kinds.length > 0) return `an object whose kind is ${listed(kinds)}`;
  switch (json.type) {
    case 'integer':
    case 'number':
      return [json.type === 'integer' ? 'an integer' : 'a number', describeRange(json)].filter(Boolean).join(' ');
    case 'boolean':
      return 'true or false';
    case 'string':
      return describeText(json);
    case 'array':
      return describeList(json);
    case 'object':
      return 'an object';
    default:
      return 'a value that JSON can hold';
  }
}

/** The values of `kind` that distinguish the variants of a union. */
function kindsOf(json: z.core.JSONSchema.BaseSchema): string[] {
  return (json.oneOf ?? []).flatMap((option) => {
    const kind = typeof option === 'object' ? option.properties?.kind : undefined;
    return typeof kind === 'object' && typeof kind.const === 'string' ? [kind.const] : [];
  });
}

function describeRange(json: z.core.JSONSchema.BaseSchema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = json;
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}`;
  const parts = [
    minimum === undefined ? '' : `of at least ${minimum}`,
    exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`,
    maximum === undefined ? '' : `of at most ${maximum}`,
    exclusiveMaximum === undefined ? '' : `below ${exclusiveMaximum}`,
  ];
  return parts.filter(Boolean).join(' and ');
}

function describeText({ minLength, maxLength }: z.core.JSONSchema.BaseSchema): string {
  if (maxLength === undefined) return minLength === undefined ? 'text' : `text of at least ${minLength} characters`;
  return minLength === undefined
    ? `text of at most ${maxLength} characters`
    : `text of ${minLength} to ${maxLength} characters`;
}

function describeList({ minItems, maxItems }: z.core.JSONSchema.BaseSchema): string {
  if (maxItems === undefined) return minItems === undefined ? 'a list' : `a list of at least ${minItems} items`;
  return `a list of ${minItems ?? 0} to ${maxItems} items`;
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? quote(words[0]) : `one of ${words.map(quote).join(', ')}`;
}
