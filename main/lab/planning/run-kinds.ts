import { armSpecs } from '#core/spec/arms.ts';
import { expandSweep } from '#core/spec/sweep/expand-sweep.ts';
import type { ExperimentSpec, RunSpec } from '#core/spec/experiment.ts';
import { pointLabel } from '#core/spec/sweep/sweep-label.ts';

/** One arm at one point of a sweep; its runs differ in their seed alone. */
export interface PlannedArm {
  readonly name: string;
  /** In words; null without a sweep. */
  readonly point: string | null;
  readonly spec: RunSpec;
}

/** Every arm at every point, in the order in which they are run. */
export function plannedArms(spec: ExperimentSpec): PlannedArm[] {
  return expandSweep(spec).flatMap(({ point, spec: experiment }) => {
    const specs = armSpecs(experiment);
    const label = spec.sweep === undefined ? null : pointLabel(point);
    // Not the record's own order: its keys would put an arm named "10" before one named "with BN".
    return experiment.arms.map(({ name }) => ({ name, point: label, spec: specs[name] }));
  });
}

/**
 * The planned arms that take the same, together: those of one name whose specs differ in numbers alone, none of which
 * changes the memory or the work (a learning rate does not, a batch size does). One of them stands for all.
 */
export function runKinds<T extends PlannedArm>(arms: readonly T[], takes: (arm: T) => unknown): [T, ...T[]][] {
  const kinds = new Map<string, [T, ...T[]]>();
  for (const arm of arms) {
    const key = JSON.stringify([arm.name, takes(arm), withoutNumbers(arm.spec)]);
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, [arm]);
    else kind.push(arm);
  }
  return [...kinds.values()];
}

function withoutNumbers(spec: RunSpec): string {
  return JSON.stringify(spec, (_, value: unknown) => (typeof value === 'number' ? 0 : value));
}
