import { DATA_FILE_FIELDS } from '#core/spec/dataset/dataset-files.ts';
import type { ArmSpec, ExperimentSpec } from '#core/spec/experiment.ts';
import type { SweepSpec } from '#core/spec/sweep/sweep.ts';
import { absolutePath } from '#main/files/absolute-path.ts';

const FIELDS: ReadonlySet<string> = new Set(Object.values(DATA_FILE_FIELDS).flat());

/**
 * The experiment with every path of a data set's files made absolute, in the base, the arms' patches and the sweep, so
 * that it means the same files wherever it is run.
 * @param folder What relative paths are relative to.
 */
export function withResolvedDataFiles(spec: ExperimentSpec, folder: string): ExperimentSpec {
  const dataset = withResolvedFields(spec.base.dataset, folder);
  const arms = spec.arms.map((arm) => ({ ...arm, patch: patchedFiles(arm.patch, folder) }));
  const sweep = spec.sweep === undefined ? {} : { sweep: sweptFiles(spec.sweep, folder) };
  return { ...spec, base: { ...spec.base, dataset }, arms, ...sweep };
}

function patchedFiles(patch: ArmSpec['patch'], folder: string): ArmSpec['patch'] {
  return Object.fromEntries(Object.entries(patch).map(([path, value]) => [path, patched(path, value, folder)]));
}

function sweptFiles(sweep: SweepSpec, folder: string): SweepSpec {
  const listed = <T extends object>(path: string, axis: T): T =>
    'values' in axis && Array.isArray(axis.values)
      ? { ...axis, values: axis.values.map((value: PatchValue) => patched(path, value, folder)) }
      : axis;
  const axesOf = <T extends object>(axes: Record<string, T>) =>
    Object.fromEntries(Object.entries(axes).map(([path, axis]) => [path, listed(path, axis)]));
  switch (sweep.kind) {
    case 'grid':
      return { ...sweep, axes: axesOf(sweep.axes) };
    case 'random':
      return { ...sweep, axes: axesOf(sweep.axes) };
    case 'list':
      return { ...sweep, points: sweep.points.map((point) => patchedFiles(point, folder)) };
    default:
      return sweep satisfies never;
  }
}

type PatchValue = ArmSpec['patch'][string];

function patched(path: string, value: PatchValue, folder: string): PatchValue {
  if (path === 'dataset' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return withResolvedFields(value, folder);
  }
  const [first, field, ...deeper] = path.split('.');
  const isFile = first === 'dataset' && FIELDS.has(field) && deeper.length === 0;
  return isFile && typeof value === 'string' ? absolutePath(value, folder) : value;
}

function withResolvedFields<T extends object>(dataset: T, folder: string): T {
  const resolved = Object.entries(dataset).map(([field, value]: [string, unknown]) => [
    field,
    FIELDS.has(field) && typeof value === 'string' ? absolutePath(value, folder) : value,
  ]);
  return Object.fromEntries(resolved) as T;
}
