import type { SpecIssue } from '../errors.ts';
import { runSpec, type RunSpec } from './experiment.ts';
import { applyPatch, type Patch } from './patch.ts';
import { runFaults, type RunFault } from './run-checks.ts';
import { checkSchema, type SchemaCheck } from './schema-check.ts';
import { contains, joinPath, leadsTo, overlaps } from './spec-path.ts';

/** A patch that touches more than this should be a base of its own. */
const PATCHED_PATHS_MAX = 1_000;

/** What an arm is checked against. */
export interface CheckedBase {
  /** As written. */
  readonly input: unknown;
  /** With defaults, and the faults if it has any; paths start inside the base. */
  readonly check: SchemaCheck<RunSpec>;
}

/**
 * Every fault of one arm's patch, at `arms.<index>.patch.<patched path>`. A rule over several fields that the patch has
 * no part in is the base's fault, at `base.<field>`.
 */
export function armIssues(base: CheckedBase, patch: Patch, index: number): SpecIssue[] {
  const patchedPaths = Object.keys(patch);
  if (patchedPaths.length > PATCHED_PATHS_MAX) {
    const path = joinPath('arms', index, 'patch');
    return [{ path, expected: `at most ${PATCHED_PATHS_MAX} patched paths`, received: `${patchedPaths.length}` }];
  }
  const inPatch = (path: string) => joinPath('arms', index, 'patch', path);
  const patched = (path: string) => patchedPaths.some((patchedPath) => contains(patchedPath, path));
  const baseFaulty = (path: string) => base.check.issues.some((issue) => contains(issue.path, path));

  const { value, faults } = applyPatch(base.check.value ?? base.input, patch);
  const check = checkSchema(runSpec, value);
  const pathIssues = faults
    // Where the base itself is at fault, nobody can say whether the path would lead anywhere.
    .filter((fault) => !baseFaulty(fault.reached))
    .map(({ path, expected, received }) => ({ path: inPatch(path), expected, received }));
  const schemaIssues = check.issues
    // What stands at or below a patched path is the patch's own; elsewhere the base's faults are not repeated.
    .filter(({ path }) => patched(path) || !base.check.issues.some((issue) => issue.path === path))
    .map((issue) => ({
      ...issue,
      path: inPatch(patchedPaths.find((path) => leadsTo(issue.path, path)) ?? issue.path),
    }));
  const ruleIssues = (check.value === undefined ? [] : runFaults(check.value)).map((fault) =>
    ruleIssue(fault, patchedPaths, inPatch),
  );
  return [...pathIssues, ...schemaIssues, ...ruleIssues];
}

function ruleIssue(
  { fields, expected, received }: RunFault,
  patchedPaths: readonly string[],
  inPatch: (path: string) => string,
): SpecIssue {
  for (const field of fields) {
    const patchedPath = patchedPaths.find((path) => overlaps(path, field));
    if (patchedPath !== undefined) return { path: inPatch(patchedPath), expected, received };
  }
  return { path: joinPath('base', fields[0]), expected, received };
}
