import type { BufferId, Plan } from '../plan/plan.ts';
import type { Checkpoint, CheckpointTensor } from './checkpoint.ts';

/** A tensor whose values persist from step to step. */
export interface StateTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly buffer: BufferId;
  /** Whether it belongs to the optimizer. */
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

/** Which tensors of a checkpoint fit a plan. */
export interface CheckpointMatch {
  readonly taken: readonly { readonly buffer: BufferId; readonly values: CheckpointTensor['values'] }[];
  /** Names of the plan's tensors that the checkpoint lacks or has in a different shape. */
  readonly fresh: readonly string[];
  /** Names of the checkpoint's tensors that the plan lacks or has in a different shape. */
  readonly unused: readonly string[];
  /** Whether the optimizer keeps its moments. */
  readonly keepsMoments: boolean;
}

/**
 * Matches tensors by name and shape. The optimizer's moments are taken all or none: another optimizer's may have the same
 * name but a different meaning, and Adam corrects all of its moments by a single count of updates.
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

/** Whether both optimizers keep the same kinds of moments. Their buffers are named `<path>/<moment>`. */
function sameMoments(stored: readonly CheckpointTensor[], moments: readonly StateTensor[]): boolean {
  const kinds = (names: readonly string[]) =>
    [...new Set(names.flatMap((name) => (name.includes('/') ? [name.slice(name.indexOf('/') + 1)] : [])))]
      .sort()
      .join();
  return kinds(stored.map(({ name }) => name)) === kinds(moments.map(({ name }) => name));
}
