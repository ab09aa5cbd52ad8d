import { valueAt } from '../document.ts';
import { fieldsOf, type Field } from '../fields/schema-fields.ts';
import { runSpec } from '#core/spec/experiment.ts';

/** Every path of the base that a patch may name, as suggestions: from the schema and from the existing layers. */
export function patchPaths(base: unknown): string[] {
  return [...new Set([...pathsOf(fieldsOf(runSpec), ''), ...layerPaths(base)])].sort();
}

function layerPaths(base: unknown): string[] {
  const layers = valueAt(base, ['network', 'layers']);
  if (!Array.isArray(layers)) return [];
  return layers.flatMap((layer: unknown, index) => {
    if (typeof layer !== 'object' || layer === null) return [];
    const numbers = Object.entries(layer).filter(([, value]) => typeof value === 'number');
    return numbers.map(([key]) => `network.layers.${index}.${key}`);
  });
}

function pathsOf(fields: readonly Field[], prefix: string): string[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.key}`;
    switch (field.kind) {
      case 'group':
        return pathsOf(field.fields, `${path}.`);
      case 'span':
        return [`${path}.unit`, `${path}.count`];
      case 'variant':
        return [path, ...field.variants.flatMap((variant) => pathsOf(variant.fields, `${path}.`))];
      default:
        return [path];
    }
  });
}
