import { runSpec } from '#core/spec/experiment.ts';
import type { SweepSpec } from '#core/spec/sweep/sweep.ts';
import { dotted, valueAt, type Path } from '../document.ts';
import { fieldsOf, type Field } from '../fields/schema-fields.ts';

/** What an axis starts with when its path is chosen: values around the base's, of the type that the path takes. */
export function suggestedAxis(kind: Exclude<SweepSpec['kind'], 'list'>, path: string, base: unknown): unknown {
  const field = fieldAt(path);
  const current = valueAt(base, path.split('.')) ?? field?.fallback;
  if (typeof current === 'number' && current > 0 && (field === null || field.kind === 'number' || isCount(field))) {
    return field?.kind === 'number' && !field.integer ? aroundNumber(kind, current) : aroundCount(kind, current);
  }
  return { kind: kind === 'grid' ? 'values' : 'choice', values: choicesOf(field, current) };
}

const clean = (value: number) => Number(value.toPrecision(6));

/** A factor of ten to either side. */
function aroundNumber(kind: 'grid' | 'random', current: number): unknown {
  const ends = { from: clean(current / 10), to: clean(current * 10) };
  return kind === 'grid' ? { kind: 'log', ...ends, count: 3 } : { kind: 'logUniform', ...ends };
}

/** Half and twice the value. */
function aroundCount(kind: 'grid' | 'random', current: number): unknown {
  const half = Math.max(1, Math.round(current / 2));
  if (kind === 'random') return { kind: 'integer', from: half, to: 2 * current };
  return { kind: 'values', values: [...new Set([half, current, 2 * current])] };
}

function choicesOf(field: Field | null, current: unknown): unknown[] {
  switch (field?.kind) {
    case 'choice':
      return field.choices.map(({ value }) => value);
    case 'variant':
      return field.variants.map(({ value }) => ({ kind: value }));
    case 'boolean':
      return [false, true];
    default:
      return current === undefined ? [] : [current];
  }
}

/** A span's count has no field of its own. */
function isCount(field: Field): boolean {
  return field.kind === 'span';
}

/** The field of the base's schema that a path leads to; null inside a list or for a path that leads nowhere. */
function fieldAt(path: string): Field | null {
  return find(fieldsOf(runSpec), path.split('.'));
}

function find(fields: readonly Field[], [key, ...rest]: Path): Field | null {
  for (const field of fields) {
    if (field.key !== key) continue;
    if (rest.length === 0 || (field.kind === 'span' && dotted(rest) === 'count')) return field;
    const inner =
      field.kind === 'group'
        ? field.fields
        : field.kind === 'variant'
          ? [...kindField(field), ...field.variants.flatMap((variant) => variant.fields)]
          : [];
    return find(inner, rest);
  }
  return null;
}

/** `optimizer.kind` has the variants' names as its choices. */
function kindField(field: Extract<Field, { kind: 'variant' }>): Field[] {
  return [{ ...field, key: 'kind', kind: 'choice', choices: field.variants, fallback: undefined }];
}
