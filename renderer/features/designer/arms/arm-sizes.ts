import type { ArmPlan } from '#core/contract/experiment-plan.ts';
import { formatCount } from '#core/format/number.ts';
import { formatBytes } from '#core/format/units.ts';

/** What each arm needs, in words: `2,274 parameters · 5.3 MB`; a range if the points of a sweep differ. */
export function armSizes(plans: readonly ArmPlan[]): { readonly arm: string; readonly text: string }[] {
  const arms = [...new Set(plans.map(({ arm }) => arm))];
  return arms.map((arm) => {
    const own = plans.filter((plan) => plan.arm === arm);
    const parameters = range(
      own.map(({ parameterCount }) => parameterCount),
      formatCount,
    );
    const bytes = range(
      own.map(({ memory }) => memory.processBytes),
      formatBytes,
    );
    return { arm, text: `${parameters} parameters · ${bytes}` };
  });
}

function range(values: readonly number[], format: (value: number) => string): string {
  const [least, most] = [format(Math.min(...values)), format(Math.max(...values))];
  return least === most ? least : `${least} – ${most}`;
}
