import type { SpecIssue } from '../errors.ts';
import { runSpec, type RunSpec } from './experiment.ts';
import { applyPatch, type Patch } from './patch.ts';
import { runFaults, type RunFault } from './run-checks.ts';
import { checkSchema, type SchemaCheck } from './parse/schema-check.ts';
import { contains, leadsTo, overlaps } from './parse/spec-path.ts';

/** What a patch is checked against. */
export interface CheckedBase {
  /** As written. */
  readonly input: unknown;
  /** With defaults, and its errors if it has any; paths start inside the base. */
  readonly check: SchemaCheck<RunSpec>;
}

/** A patched base, and what is wrong with it. */
export interface PatchCheck {
  readonly base: CheckedBase;
  /** Paths that lead nowhere and values that the schema rejects. */
  readonly issues: readonly SpecIssue[];
  /** Broken rules over several fields, whatever the cause. */
  readonly ruleFaults: readonly RunFault[];
}

/** @param inPatch Where a path stands in the document: a patched path, or one below it. */
export function checkPatch(base: CheckedBase, patch: Patch, inPatch: (path: string) => string): PatchCheck {
  const patchedPaths = Object.keys(patch);
  const patched = (path: string) => patchedPaths.some((patchedPath) => contains(patchedPath, path));
  const baseFaulty = (path: string) => base.check.issues.some((issue) => contains(issue.path, path));

  const { value, faults } = applyPatch(base.check.value ?? base.input, patch);
  const check = checkSchema(runSpec, value);
  const pathIssues = faults
    // If the base itself is wrong, it is unknown whether the path would lead anywhere.
    .filter((fault) => !baseFaulty(fault.reached))
    .map(({ path, expected, received }) => ({ path: inPatch(path), expected, received }));
  const schemaIssues = check.issues
    // Errors at or below a patched path belong to the patch; elsewhere the base's errors are not repeated.
    .filter(({ path }) => patched(path) || !base.check.issues.some((issue) => issue.path === path))
    .map((issue) => ({
      ...issue,
      path: inPatch(patchedPaths.find((path) => leadsTo(issue.path, path)) ?? issue.path),
    }));
  return {
    base: { input: value, check },
    issues: [...pathIssues, ...schemaIssues],
    ruleFaults: check.value === undefined ? [] : runFaults(check.value),
  };
}

/** The patched path that is involved in a broken rule: that of the field most to blame. */
export function patchedPathOf({ fields }: RunFault, patch: Patch): string | undefined {
  const patchedPaths = Object.keys(patch);
  const field = fields.find((one) => patchedPaths.some((path) => overlaps(path, one)));
  return field === undefined ? undefined : patchedPaths.find((path) => overlaps(path, field));
}
