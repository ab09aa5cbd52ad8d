import { fieldsOf, type Field } from './schema-fields.ts';
import { runSpec } from '#core/spec/experiment.ts';

/** Every path of the base that an arm may patch, as suggestions; read from the schema. */
export function patchPaths(): string[] {
  return [...new Set(pathsOf(fieldsOf(runSpec), ''))].sort();
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
