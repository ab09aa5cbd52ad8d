import { z } from 'zod';
import { FILE_PATH } from '#core/spec/dataset/dataset-files.ts';
import { spanSpec } from '#core/spec/training/span.ts';

/**
 * The form follows the spec's schema: titles, descriptions, choices and defaults come from it, so that the list of
 * fields exists only once.
 */
export type Field =
  | (FieldBase & { readonly kind: 'number'; readonly integer: boolean })
  | (FieldBase & { readonly kind: 'text' })
  /** The path of a file on the lab's machine. */
  | (FieldBase & { readonly kind: 'file' })
  | (FieldBase & { readonly kind: 'boolean' })
  | (FieldBase & { readonly kind: 'choice'; readonly choices: readonly Choice[] })
  | (FieldBase & { readonly kind: 'group'; readonly fields: readonly Field[] })
  /** A number of steps or epochs. */
  | (FieldBase & { readonly kind: 'span' })
  /** One of several objects, distinguished by their `kind`. */
  | (FieldBase & { readonly kind: 'variant'; readonly variants: readonly Variant[] });

interface FieldBase {
  /** The key in its object. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
  /** Undefined if the field has none. */
  readonly fallback: unknown;
  /** It may be absent, with no default in its place. */
  readonly optional: boolean;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Variant extends Choice {
  readonly fields: readonly Field[];
}

/** The field of a schema; null for what a form cannot show (lists and records have their own editors). */
export function fieldOf(key: string, schema: z.core.$ZodType): Field | null {
  const { inner, fallback, optional, title, description, format } = unwrap(schema);
  const base = { key, title: title ?? spelledOut(key), description: description ?? '', fallback, optional };
  if (inner instanceof z.ZodNumber) return { ...base, kind: 'number', integer: inner.isInt };
  if (inner instanceof z.ZodString) return { ...base, kind: format === FILE_PATH ? 'file' : 'text' };
  if (inner instanceof z.ZodBoolean) return { ...base, kind: 'boolean' };
  if (inner instanceof z.ZodEnum) {
    const choices = inner.options.map((value) => ({ value: String(value), label: choiceLabel(String(value)) }));
    return { ...base, kind: 'choice', choices };
  }
  if (inner instanceof z.ZodDiscriminatedUnion) {
    return { ...base, kind: 'variant', variants: inner.options.flatMap((option) => variantOf(option)) };
  }
  // A name or a number, such as a column's: digits that match no name are an index.
  if (inner instanceof z.ZodUnion && inner.options.some((option) => option instanceof z.ZodString)) {
    return { ...base, kind: 'text' };
  }
  if (inner instanceof z.ZodObject && isSpan(inner)) return { ...base, kind: 'span' };
  if (inner instanceof z.ZodObject) return { ...base, kind: 'group', fields: fieldsOf(inner) };
  return null;
}

function isSpan(schema: z.ZodObject): boolean {
  return schema.shape.unit === spanSpec.shape.unit && schema.shape.count === spanSpec.shape.count;
}

/** The fields of an object, in the schema's order. */
export function fieldsOf(schema: z.ZodObject): Field[] {
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    const field = fieldOf(key, value);
    return field === null ? [] : [field];
  });
}

/** The field without some of its variants' fields, which are shown elsewhere. */
export function withoutFields(field: Field, keys: readonly string[]): Field {
  if (field.kind !== 'variant') return field;
  const variants = field.variants.map((variant) => ({
    ...variant,
    fields: variant.fields.filter(({ key }) => !keys.includes(key)),
  }));
  return { ...field, variants };
}

/** The value that a newly chosen variant starts with: only its kind, so that every default applies. */
function variantOf(option: z.core.$ZodType): Variant[] {
  if (!(option instanceof z.ZodObject)) return [];
  const kind: unknown = option.shape.kind;
  if (!(kind instanceof z.ZodLiteral)) return [];
  const value = String(kind.value);
  const fields = fieldsOf(option).filter((field) => field.key !== 'kind');
  return [{ value, label: option.meta()?.title ?? choiceLabel(value), fields }];
}

interface Unwrapped {
  readonly inner: z.core.$ZodType;
  readonly fallback: unknown;
  readonly optional: boolean;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly format: unknown;
}

/**
 * The schema without its default, optionality and other wrappers; any of the layers may have a title, and the outermost
 * wins.
 */
function unwrap(schema: z.core.$ZodType): Unwrapped {
  const meta = z.globalRegistry.get(schema);
  const rest: Unwrapped =
    schema instanceof z.ZodDefault
      ? { ...unwrap(schema.def.innerType), fallback: schema.def.defaultValue }
      : schema instanceof z.ZodOptional
        ? { ...unwrap(schema.def.innerType), optional: true }
        : {
            inner: schema,
            fallback: undefined,
            optional: false,
            title: undefined,
            description: undefined,
            format: undefined,
          };
  return {
    ...rest,
    title: meta?.title ?? rest.title,
    description: meta?.description ?? rest.description,
    format: meta?.format ?? rest.format,
  };
}

/** `beforeActivation` → "before activation"; known names keep the form that the field gives them. */
const LABELS: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  leakyRelu: 'Leaky ReLU',
  elu: 'ELU',
  gelu: 'GELU',
  tanh: 'tanh',
  softmaxCrossEntropy: 'Softmax cross-entropy',
};

export function choiceLabel(value: string): string {
  return LABELS[value] ?? spelledOut(value);
}

function spelledOut(key: string): string {
  const words = key.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
