import type { SpecIssue } from '../errors.ts';
import type { Patch } from './patch.ts';
import { checkPatch, patchedPathOf, type CheckedBase } from './patch-checks.ts';
import { joinPath } from './parse/spec-path.ts';

/** A patch that touches more than this should be its own base. */
const PATCHED_PATHS_MAX = 1_000;

/**
 * Every error in one arm's patch, at `arms.<index>.patch.<patched path>`. If a rule over several fields does not
 * involve the patch, it is an error of the base, at `base.<field>`.
 */
export function armIssues(base: CheckedBase, patch: Patch, index: number): SpecIssue[] {
  const inPatch = (path: string) => joinPath('arms', index, 'patch', path);
  const patchedPaths = Object.keys(patch);
  if (patchedPaths.length > PATCHED_PATHS_MAX) {
    const expected = `at most ${PATCHED_PATHS_MAX} patched paths`;
    return [{ path: inPatch(''), expected, received: `${patchedPaths.length}` }];
  }
  const { issues, ruleFaults } = checkPatch(base, patch, inPatch);
  const ruleIssues = ruleFaults.map((fault) => {
    const patchedPath = patchedPathOf(fault, patch);
    const path = patchedPath === undefined ? joinPath('base', fault.fields[0]) : inPatch(patchedPath);
    return { path, expected: fault.expected, received: fault.received };
  });
  return [...issues, ...ruleIssues];
}
