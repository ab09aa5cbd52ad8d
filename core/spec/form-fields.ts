import { z } from 'zod';
import { assert } from '../assert.ts';
import { joinPath } from './spec-path.ts';

/**
 * A schema as a form sees it: plain data, in the schema's own order, with the schema's titles, defaults and bounds. It
 * is what the renderer builds its form from, so that nobody types a field list twice.
 */
export type FormField =
  ConstantField | NumberField | BooleanField | TextField | EnumField | UnionField | ObjectField | ListField | JsonField;

interface FieldBase {
  /** Dotted, from the schema asked about; an item of a list stands at `<list>.*`. */
  readonly path: string;
  /** The schema's title, else the field's name. */
  readonly title: string;
  /** Empty if the schema has none. */
  readonly description: string;
  /** True if the field may be left out. */
  readonly optional: boolean;
  /** What holds if it is left out; undefined if nothing does. */
  readonly default: unknown;
}

export interface ConstantField extends FieldBase {
  readonly kind: 'constant';
  readonly value: unknown;
}

export interface NumberField extends FieldBase {
  readonly kind: 'number' | 'integer';
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** True if `min` (`max`) itself is out of bounds. */
  readonly minExclusive: boolean;
  readonly maxExclusive: boolean;
}

export interface BooleanField extends FieldBase {
  readonly kind: 'boolean';
}

export interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly lengthMin: number | undefined;
  readonly lengthMax: number | undefined;
}

export interface EnumField extends FieldBase {
  readonly kind: 'enum';
  readonly choices: readonly string[];
}

/** An object of one of several kinds; its field `kind` says which. */
export interface UnionField extends FieldBase {
  readonly kind: 'union';
  readonly variants: readonly UnionVariant[];
}

export interface UnionVariant {
  /** The value of the field `kind`. */
  readonly kind: string;
  readonly title: string;
  /** All but `kind`. */
  readonly fields: readonly FormField[];
}

export interface ObjectField extends FieldBase {
  readonly kind: 'object';
  readonly fields: readonly FormField[];
}

export interface ListField extends FieldBase {
  readonly kind: 'list';
  readonly item: FormField;
  readonly lengthMin: number | undefined;
  readonly lengthMax: number | undefined;
}

/** Any JSON value, or a mapping of them (an arm's patch). */
export interface JsonField extends FieldBase {
  readonly kind: 'json';
}

type JsonSchema = z.core.JSONSchema.BaseSchema;
/** In draft 2020-12 an excluded bound is a number; only draft 4 has booleans there, which the types allow for too. */
type Bound = JsonSchema['exclusiveMinimum'];

/** The fields of an object schema as a person may fill them in; of any other schema, the one field that it is. */
export function formFields(schema: z.ZodType): FormField[] {
  const json = z.toJSONSchema(schema, { io: 'input' });
  return json.type === 'object' ? objectFields(json, '') : [fieldOf(json, '', false)];
}

function objectFields(json: JsonSchema, path: string, except?: string): FormField[] {
  return Object.entries(json.properties ?? {})
    .filter(([name]) => name !== except)
    .map(([name, property]) => fieldOf(asSchema(property), joinPath(path, name), !json.required?.includes(name)));
}

function fieldOf(json: JsonSchema, path: string, optional: boolean): FormField {
  const base: FieldBase = {
    path,
    title: json.title ?? path.slice(path.lastIndexOf('.') + 1),
    description: json.description ?? '',
    optional,
    default: json.default,
  };
  if (json.const !== undefined) return { ...base, kind: 'constant', value: json.const };
  if (json.enum !== undefined) return { ...base, kind: 'enum', choices: json.enum.map(String) };
  if (json.oneOf !== undefined)
    return { ...base, kind: 'union', variants: json.oneOf.map((option) => variantOf(asSchema(option), path)) };
  // A name or a number, such as a column's: what is typed is a name, and digits that name nothing count as a place.
  if (json.anyOf?.some((option) => asSchema(option).type === 'string') === true)
    return { ...base, kind: 'text', lengthMin: undefined, lengthMax: undefined };
  switch (json.type) {
    case 'integer':
    case 'number':
      return {
        ...base,
        kind: json.type,
        min: json.minimum ?? numeric(json.exclusiveMinimum),
        max: json.maximum ?? numeric(json.exclusiveMaximum),
        minExclusive: json.exclusiveMinimum !== undefined,
        maxExclusive: json.exclusiveMaximum !== undefined,
      };
    case 'boolean':
      return { ...base, kind: 'boolean' };
    case 'string':
      return { ...base, kind: 'text', lengthMin: json.minLength, lengthMax: json.maxLength };
    case 'array':
      return {
        ...base,
        kind: 'list',
        item: fieldOf(asSchema(json.items), joinPath(path, '*'), false),
        lengthMin: json.minItems,
        lengthMax: json.maxItems,
      };
    case 'object':
      if (json.properties === undefined) return { ...base, kind: 'json' };
      return { ...base, kind: 'object', fields: objectFields(json, path) };
    default:
      return { ...base, kind: 'json' };
  }
}

function variantOf(json: JsonSchema, path: string): UnionVariant {
  const kind = asSchema(json.properties?.kind).const;
  assert(typeof kind === 'string', `each variant of ${path} has a kind`);
  return { kind, title: json.title ?? kind, fields: objectFields(json, path, 'kind') };
}

function numeric(bound: Bound): number | undefined {
  return typeof bound === 'number' ? bound : undefined;
}

function asSchema(json: JsonSchema['items']): JsonSchema {
  assert(typeof json === 'object' && !Array.isArray(json), 'a JSON Schema is an object');
  return json;
}
