import type { BufferId, Plan } from '../plan/plan.ts';
import type { Probe, ProbedMatrix, StepQuantity } from './probe.ts';

/** A buffer that a probe reads. */
export interface ProbedBuffer extends Omit<ProbedMatrix, 'values'> {
  readonly buffer: BufferId;
}

/** The buffers that a probe reads of a plan: its quantities in the probe's order, each in the plan's. */
export function probedBuffers({ reads }: Pick<Probe, 'reads'>, plan: Plan): ProbedBuffer[] {
  return reads.flatMap((what: StepQuantity) =>
    buffersOf(what, plan).map(({ path, buffer }) => {
      const { rows, columns } = plan.buffers[buffer];
      return { path, what, buffer, rows, columns };
    }),
  );
}

function buffersOf(what: StepQuantity, plan: Plan): { readonly path: string; readonly buffer: BufferId }[] {
  switch (what) {
    case 'parameter':
      return plan.parameters.map(({ path, value }) => ({ path, buffer: value }));
    case 'gradient':
      return plan.parameters.map(({ path, gradient }) => ({ path, buffer: gradient }));
    case 'statistic':
      return plan.statistics.map(({ path, value }) => ({ path, buffer: value }));
    case 'preActivation':
    case 'activation':
    case 'preActivationGradient':
      return plan.phases.train.observations.filter((point) => point.what === what);
    default:
      return what satisfies never;
  }
}
