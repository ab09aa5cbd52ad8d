import { resolve } from 'node:path';
import { DATA_FILE_FIELDS } from '#core/spec/dataset-files.ts';
import type { ExperimentSpec } from '#core/spec/experiment.ts';

const FIELDS: ReadonlySet<string> = new Set(Object.values(DATA_FILE_FIELDS).flat());

/**
 * The experiment with every path of a data set's files made absolute, in the base and in the arms' patches: from here on
 * it means the same files wherever it is run.
 * @param folder What relative paths are relative to.
 */
export function withResolvedDataFiles(spec: ExperimentSpec, folder: string): ExperimentSpec {
  const dataset = withResolvedFields(spec.base.dataset, folder);
  const arms = spec.arms.map((arm) => ({
    ...arm,
    patch: Object.fromEntries(Object.entries(arm.patch).map(([path, value]) => [path, patched(path, value, folder)])),
  }));
  return { ...spec, base: { ...spec.base, dataset }, arms };
}

type PatchValue = ExperimentSpec['arms'][number]['patch'][string];

function patched(path: string, value: PatchValue, folder: string): PatchValue {
  if (path === 'dataset' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return withResolvedFields(value, folder);
  }
  const [first, field, ...deeper] = path.split('.');
  const isFile = first === 'dataset' && FIELDS.has(field) && deeper.length === 0;
  return isFile && typeof value === 'string' ? resolve(folder, value) : value;
}

function withResolvedFields<T extends object>(dataset: T, folder: string): T {
  const resolved = Object.entries(dataset).map(([field, value]: [string, unknown]) => [
    field,
    FIELDS.has(field) && typeof value === 'string' ? resolve(folder, value) : value,
  ]);
  return Object.fromEntries(resolved) as T;
}
