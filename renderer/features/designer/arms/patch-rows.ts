import { stringify } from 'yaml';
import { readYaml } from '../yaml-value.ts';

/** One line of an arm's patch while it is edited: a dotted path and a value in YAML. */
export interface PatchRow {
  readonly path: string;
  readonly text: string;
}

export function rowsOfPatch(patch: unknown): PatchRow[] {
  if (typeof patch !== 'object' || patch === null) return [];
  return Object.entries(patch).map(([path, value]) => ({ path, text: formatPatchValue(value) }));
}

/** Rows without a path are ignored. A value that is not YAML is taken as text. */
export function patchOfRows(rows: readonly PatchRow[]): Record<string, unknown> {
  return Object.fromEntries(
    rows.filter((row) => row.path.trim() !== '').map((row) => [row.path.trim(), parsePatchValue(row.text)]),
  );
}

export function formatPatchValue(value: unknown): string {
  if (typeof value === 'string' && parsePatchValue(value) === value) return value;
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

export function parsePatchValue(text: string): unknown {
  const read = readYaml(text);
  return read === null ? text : (read.value ?? null);
}
