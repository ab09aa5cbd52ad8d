import { z } from 'zod';
import type { FieldType } from './filter-field.ts';

/** What a place in a document may hold. */
export interface ValueShape {
  readonly types: readonly FieldType[];
  /** All texts that may appear there; null if any may. */
  readonly choices: readonly string[] | null;
  readonly title: string;
}

/** Stands for an index in a path into a list. */
export const ANY_INDEX = '*';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * All places in a schema's documents by dotted path, `network.layers.*.units`, derived from its JSON Schema so that the
 * list of fields exists only once. A place that several variants have allows what any of them allows.
 */
export function valueShapes(schema: z.core.$ZodType): Map<string, ValueShape> {
  const shapes = new Map<string, ValueShape>();
  collect(z.toJSONSchema(schema, { io: 'output' }), '', shapes);
  return shapes;
}

function collect(schema: JsonSchema, path: string, shapes: Map<string, ValueShape>): void {
  const variants = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].filter((one) => typeof one === 'object');
  for (const variant of variants) collect({ ...variant, title: schema.title ?? variant.title }, path, shapes);
  if (variants.length > 0) return;
  for (const held of [schema.type ?? []].flat()) {
    const title = schema.title ?? '';
    switch (held) {
      case 'string':
        merge(shapes, path, { types: ['text'], choices: choicesOf(schema), title });
        break;
      case 'number':
      case 'integer':
        merge(shapes, path, { types: ['number'], choices: [], title });
        break;
      case 'boolean':
        merge(shapes, path, { types: ['boolean'], choices: [], title });
        break;
      case 'array':
        collectList(schema, path, shapes);
        break;
      case 'object':
        if (path !== '') merge(shapes, path, { types: ['object'], choices: [], title });
        for (const [key, property] of Object.entries(schema.properties ?? {})) {
          if (typeof property === 'object') collect(property, path === '' ? key : `${path}.${key}`, shapes);
        }
        break;
      case 'null':
        break;
      default:
        held satisfies never;
    }
  }
}

function collectList(schema: JsonSchema, path: string, shapes: Map<string, ValueShape>): void {
  const { items, title = '' } = schema;
  if (typeof items !== 'object' || Array.isArray(items)) return;
  const texts = items.type === 'string';
  merge(shapes, path, { types: [texts ? 'texts' : 'object'], choices: texts ? null : [], title });
  if (!texts) collect(items, `${path}.${ANY_INDEX}`, shapes);
}

function choicesOf(schema: JsonSchema): readonly string[] | null {
  const values = schema.const === undefined ? schema.enum : [schema.const];
  return values === undefined ? null : values.map(String);
}

/** Choices stay closed as long as no variant allows free text. */
function merge(shapes: Map<string, ValueShape>, path: string, shape: ValueShape): void {
  const known = shapes.get(path);
  if (known === undefined) {
    shapes.set(path, shape);
    return;
  }
  shapes.set(path, {
    types: [...new Set([...known.types, ...shape.types])],
    choices:
      known.choices === null || shape.choices === null ? null : [...new Set([...known.choices, ...shape.choices])],
    title: known.title,
  });
}
