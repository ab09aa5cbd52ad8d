import { quote } from '../describe-value.ts';
import { DataError, SpecError } from '../errors.ts';
import type { RunSpec } from '../spec/experiment.ts';
import { specHash } from '../spec/hash.ts';
import type { Checkpoint } from './checkpoint.ts';
import { matchCheckpoint, type CheckpointMatch } from './checkpoint-match.ts';
import type { RunOrigin } from './events.ts';
import type { TrainedModel } from './trained-model.ts';

/**
 * The checkpoint that a run starts from. `resume`: it is the run's own, and everything must fit. `branch`: it belongs to
 * another run, and a new run with a different spec takes whatever fits.
 */
export interface StartFrom {
  readonly kind: 'resume' | 'branch';
  readonly checkpoint: Checkpoint;
}

export interface Start {
  readonly step: number;
  readonly evaluated: boolean;
  /** Where the run began: 0, or the step at which it branched off. */
  readonly firstStep: number;
  /** State of a follower by its name; null if the follower starts fresh. */
  readonly followerState: (name: string) => unknown;
  readonly origin: RunOrigin | null;
}

export const BEGINNING: Start = {
  step: 0,
  evaluated: false,
  firstStep: 0,
  followerState: () => null,
  origin: null,
};

export interface StartRequest {
  readonly spec: RunSpec;
  readonly seed: number;
  readonly stepsTotal: number;
  readonly from: StartFrom;
}

/**
 * Restores a model from a checkpoint.
 * @throws DataError if a run would resume from a checkpoint that is not its own; SpecError if a branch has no steps left.
 */
export async function startFrom(model: TrainedModel, { from, spec, seed, stepsTotal }: StartRequest): Promise<Start> {
  const { kind, checkpoint } = from;
  const { step } = checkpoint;
  const match = matchCheckpoint(model.plan, checkpoint);
  if (kind === 'resume') checkOwn(checkpoint, match, model, spec, seed);
  else checkLength(step, stepsTotal, spec);
  await model.restore(match, checkpoint);
  const origin = { step, fresh: match.fresh, unused: match.unused };
  // A branch makes its own first evaluation, and its criteria look at the branch alone.
  if (kind === 'branch') return { ...BEGINNING, step, firstStep: step, origin };
  const { evaluated, firstStep, followers } = checkpoint;
  return { step, evaluated, firstStep, followerState: (name) => followers[name] ?? null, origin };
}

function checkOwn(
  checkpoint: Checkpoint,
  { fresh, unused }: CheckpointMatch,
  model: TrainedModel,
  spec: RunSpec,
  seed: number,
): void {
  const { device } = model;
  if (fresh.length + unused.length > 0) {
    // One tensor that does not fit makes all moments useless, so the message names a tensor and not a moment.
    const [first] = [...fresh, ...unused];
    const named = [...fresh, ...unused].find((name) => !name.includes('/')) ?? first;
    const mismatch = fresh.includes(named)
      ? `it lacks ${quote(named)} or has it in a different shape`
      : `it has ${quote(named)}, which this network lacks`;
    throw foreign(`It belongs to a different network: ${mismatch}.`);
  }
  if (checkpoint.device !== device)
    throw foreign(`It was written on the device ${checkpoint.device}, but this run is on ${device}.`);
  if (checkpoint.seed !== seed) throw foreign(`It has seed ${checkpoint.seed}, but this run has seed ${seed}.`);
  if (checkpoint.specHash !== specHash(spec)) throw foreign('It was written with a different spec.');
}

function foreign(why: string): DataError {
  return new DataError(
    `The checkpoint is not this run's. ${why} Resume from the run's own checkpoint, or branch off this one as a new run.`,
  );
}

function checkLength(step: number, stepsTotal: number, { duration }: RunSpec): void {
  if (step < stepsTotal) return;
  const { unit, count } = duration;
  throw new SpecError([
    {
      path: 'duration',
      expected: `more than the ${step} steps that led to the checkpoint`,
      received: unit === 'steps' ? `${count} steps` : `${count} epochs, which are ${stepsTotal} steps`,
    },
  ]);
}
