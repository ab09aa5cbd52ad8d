import { SpecError } from '../errors.ts';
import { runSpec, type ArmSpec, type ExperimentSpec, type RunSpec } from './experiment.ts';
import { applyPatch } from './patch.ts';
import { checkSchema } from './parse/schema-check.ts';
import { joinPath } from './parse/spec-path.ts';

/** One arm × one seed. */
export interface PlannedRun {
  readonly arm: string;
  readonly seed: number;
  readonly spec: RunSpec;
}

/** The arm that the others are compared with: the named one, or else the first. */
export function baselineOf(spec: ExperimentSpec): string {
  return spec.baseline ?? spec.arms[0].name;
}

/**
 * By arm's name: the base with the arm's patch applied and every default filled in.
 * @throws SpecError if a patch does not fit, which cannot happen for what `parseExperiment` returns.
 */
export function armSpecs(spec: ExperimentSpec): Record<string, RunSpec> {
  return Object.fromEntries(spec.arms.map((arm, index) => [arm.name, patchedBase(spec, arm, index)]));
}

/** All runs, seed by seed, so that a comparison has complete pairs as early as possible. */
export function expandRuns(spec: ExperimentSpec): PlannedRun[] {
  // Not in the record's order: its keys would put an arm named "10" before one named "with BN".
  const arms = spec.arms.map((arm, index) => ({ arm: arm.name, spec: patchedBase(spec, arm, index) }));
  return spec.seeds.flatMap((seed) => arms.map((arm) => ({ ...arm, seed })));
}

function patchedBase(spec: ExperimentSpec, arm: ArmSpec, index: number): RunSpec {
  const { value, faults } = applyPatch(spec.base, arm.patch);
  const check = checkSchema(runSpec, value);
  if (faults.length === 0 && check.value !== undefined) return check.value;
  throw new SpecError(
    [...faults, ...check.issues].map(({ path, expected, received }) => ({
      path: joinPath('arms', index, 'patch', path),
      expected,
      received,
    })),
  );
}
