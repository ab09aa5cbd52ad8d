import type { z } from 'zod';
import { assert } from '#core/assert.ts';
import { experimentJsonSchema } from '#core/spec/parse/json-schema.ts';

type Schema = z.core.JSONSchema.BaseSchema;

/** A place in a spec with several variants, which its `kind` or its type tells apart. */
interface Choice {
  readonly path: string;
  readonly title: string;
  readonly variants: readonly Schema[];
}

const INTRODUCTION = `# Fields of a spec

Generated from the schemas in \`core/spec\` by \`npm test -- test/docs -u\`; do not edit by hand.

A spec is a YAML or JSON file. Unknown fields are errors, and so are values outside the given ranges; both ends of a
range are allowed unless it says "above" or "below". A field without a default is required, unless it is optional. An
arm's \`patch\` and a sweep's axes name the fields of \`base\` by dotted path, without \`base.\` in front:
\`optimizer.learningRate\`. \`[]\` in a path stands for an index into a list (\`network.layers.0.units\`), and \`*\` for
a key of your choice.
`;

/** The reference of all fields of a spec, in Markdown: a table for the experiment and one for each variant in it. */
export function specReference(): string {
  return new SpecReference(experimentJsonSchema()).text();
}

class SpecReference {
  readonly #root: Schema;
  /** By the variants' JSON, so that variants that may stand in several places are listed once. */
  readonly #choices = new Map<string, Choice>();

  constructor(root: Schema) {
    this.#root = root;
  }

  text(): string {
    const parts = [INTRODUCTION, '## Experiment\n', table(this.#rows(this.#root, '', ''))];
    // A map's iteration also reaches choices that are found on the way.
    for (const { path, title, variants } of this.#choices.values()) {
      parts.push(`## \`${path}\`${title === '' ? '' : `: ${title}`}\n`);
      for (const variant of variants) parts.push(...this.#variant(variant, path));
    }
    return parts.join('\n');
  }

  *#variant(variant: Schema, place: string): Iterable<string> {
    const { kind, ...others } = propertiesOf(variant);
    const name = kind?.const === undefined ? this.#type(variant, place) : `\`kind: ${String(kind.const)}\``;
    yield `### ${name}\n`;
    const notes = [variant.title, variant.description].filter((note) => note !== undefined);
    if (notes.length > 0) yield `${notes.map((note) => (note.endsWith('.') ? note : `${note}.`)).join(' ')}\n`;
    const rows = this.#rows({ ...variant, properties: others }, place, '');
    if (rows.length > 0) yield table(rows);
  }

  /**
   * Fields of plain objects inside the object get rows of their own.
   *
   * @param place of the section, in the whole document
   * @param path of the object, within the section
   */
  #rows(object: Schema, place: string, path: string): string[][] {
    return Object.entries(propertiesOf(object)).flatMap(([key, field]) => {
      const at = path === '' ? key : `${path}.${key}`;
      const schema = this.#resolve(field);
      const required = object.required?.includes(key) === true;
      const fallback = schema.default === undefined ? (required ? 'required' : 'optional') : json(schema.default);
      const whole = place === '' ? at : `${place}.${at}`;
      const own = [`\`${at}\``, this.#type(schema, whole), fallback, schema.description ?? schema.title ?? ''];
      const items = this.#itemsOf(schema);
      if (items?.properties !== undefined) return [own, ...this.#rows(items, place, `${at}[]`)];
      return schema.properties === undefined ? [own] : [own, ...this.#rows(schema, place, at)];
    });
  }

  #type(schema: Schema, path: string): string {
    if (schema.const !== undefined) return json(schema.const);
    if (schema.enum !== undefined) return `one of ${schema.enum.map(json).join(', ')}`;
    const variants = (schema.oneOf ?? schema.anyOf)?.map((variant) => this.#resolve(variant));
    if (variants !== undefined) return this.#choice(schema, variants, path);
    switch (schema.type) {
      case 'integer':
      case 'number':
        return `${schema.type === 'integer' ? 'whole number' : 'number'}${range(schema)}`;
      case 'string':
        return `text${extent(schema.minLength, schema.maxLength, 'characters')}`;
      case 'array': {
        const items = this.#itemsOf(schema);
        const of = items === null ? '' : `; each: ${this.#type(items, `${path}[]`)}`;
        return `list${extent(schema.minItems, schema.maxItems, 'items')}${of}`;
      }
      case 'object': {
        const value = schema.additionalProperties;
        return typeof value === 'object'
          ? `map; each value: ${this.#type(this.#resolve(value), `${path}.*`)}`
          : 'object';
      }
      default:
        return typeof schema.type === 'string' ? schema.type : 'any value';
    }
  }

  /** Objects told apart by `kind` get a section; alternatives such as a name or a number are listed in place. */
  #choice(schema: Schema, variants: readonly Schema[], path: string): string {
    const kinds = variants.map((variant) => propertiesOf(variant).kind?.const);
    if (kinds.every((kind) => kind === undefined)) {
      // Any JSON value is a choice of every type, lists and maps of any JSON value included.
      if (variants.length > 3) return 'any value';
      return variants.map((variant) => this.#type(variant, path)).join(' or ');
    }
    const key = JSON.stringify(variants);
    const known = this.#choices.get(key);
    if (known === undefined) this.#choices.set(key, { path, title: schema.title ?? '', variants });
    return `object by \`kind\`: ${kinds.map(json).join(', ')} (see \`${known?.path ?? path}\`)`;
  }

  #itemsOf(schema: Schema): Schema | null {
    const { items } = schema;
    return items === undefined || typeof items === 'boolean' || Array.isArray(items) ? null : this.#resolve(items);
  }

  /** The schema that a reference leads to; title, description and default stay those of the place. */
  #resolve(schema: Schema | boolean): Schema {
    if (typeof schema === 'boolean') return {};
    if (schema.$ref === undefined) return schema;
    const { $ref, ...own } = schema;
    const target = this.#root.$defs?.[$ref.replace('#/$defs/', '')];
    assert(target !== undefined, `the schema defines ${$ref}`);
    return { ...this.#resolve(target), ...own };
  }
}

function propertiesOf(schema: Schema): Record<string, Schema> {
  return (schema.properties ?? {}) as Record<string, Schema>;
}

function json(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const bounds = [
    minimum === undefined ? [] : [`at least ${minimum}`],
    exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`],
    maximum === undefined ? [] : [`at most ${maximum}`],
    exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`],
  ].flat();
  return bounds.length === 0 ? '' : `, ${bounds.join(' and ')}`;
}

function extent(min: number | undefined, max: number | undefined, unit: string): string {
  if (max === undefined) return min === undefined ? '' : `, at least ${min} ${unit}`;
  return min === undefined ? `, at most ${max} ${unit}` : `, ${min} to ${max} ${unit}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const lines = [['Field', 'Type', 'Default', 'Description'], ['---', '---', '---', '---'], ...rows];
  return `${lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}\n`;
}
