import type { BufferId, Plan } from '../plan/plan.ts';
import type { Checkpoint, CheckpointTensor } from './checkpoint.ts';

/** A tensor whose values outlive a step. */
export interface StateTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly buffer: BufferId;
  /** Whether it is the optimizer's. */
  readonly isMoment: boolean;
}

/** Everything in a plan's memory that the next step depends on, in the plan's order. */
export function stateTensors(plan: Plan): StateTensor[] {
  const named = (buffer: BufferId, shape: readonly number[], isMoment: boolean) => ({
    name: plan.buffers[buffer].name,
    shape,
    buffer,
    isMoment,
  });
  return [
    ...plan.parameters.flatMap(({ value, shape, moments }) => [
      named(value, shape, false),
      ...moments.map((moment) => named(moment, shape, true)),
    ]),
    ...plan.statistics.map(({ value, shape }) => named(value, shape, false)),
  ];
}

/** What of a checkpoint fits a plan. */
export interface CheckpointMatch {
  readonly taken: readonly { readonly buffer: BufferId; readonly values: CheckpointTensor['values'] }[];
  /** Names of the plan's tensors that the checkpoint lacks, or has with another shape. */
  readonly fresh: readonly string[];
  /** Names of the checkpoint's tensors that the plan lacks, or has with another shape. */
  readonly unused: readonly string[];
  /** Whether the optimizer goes on with its moments. */
  readonly keepsMoments: boolean;
}

/**
 * Tensors are taken by name and shape. The optimizer's moments are taken all or none: those of another optimizer may
 * have the same name and another meaning, and Adam corrects all of its own by one count of updates.
 */
export function matchCheckpoint(plan: Plan, { tensors }: Pick<Checkpoint, 'tensors'>): CheckpointMatch {
  const state = stateTensors(plan);
  const stored = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const fits = ({ name, shape }: StateTensor) => stored.get(name)?.shape.join() === shape.join();
  const moments = state.filter(({ isMoment }) => isMoment);
  const keepsMoments = moments.every(fits) && sameMoments(tensors, moments);
  const isTaken = (tensor: StateTensor) => fits(tensor) && (keepsMoments || !tensor.isMoment);
  const taken = state.filter(isTaken);
  const takenNames = new Set(taken.map(({ name }) => name));
  return {
    taken: taken.map(({ name, buffer }) => ({ buffer, values: stored.get(name)!.values })),
    fresh: state.filter((tensor) => !isTaken(tensor)).map(({ name }) => name),
    unused: tensors.flatMap(({ name }) => (takenNames.has(name) ? [] : [name])),
    keepsMoments,
  };
}

/** Whether both optimizers keep the same kinds of moments: their buffers are named `<path>/<moment>`. */
function sameMoments(stored: readonly CheckpointTensor[], moments: readonly StateTensor[]): boolean {
  const kinds = (names: readonly string[]) =>
    [...new Set(names.flatMap((name) => (name.includes('/') ? [name.slice(name.indexOf('/') + 1)] : [])))]
      .sort()
      .join();
  return kinds(stored.map(({ name }) => name)) === kinds(moments.map(({ name }) => name));
}
