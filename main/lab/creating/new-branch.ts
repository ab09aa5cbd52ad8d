import { LabError, SpecError } from '#core/errors.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import type { Patch } from '#core/spec/patch.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { encodeCheckpoint } from '#core/train/checkpoint.ts';
import type { NamedTensor } from '#core/train/events.ts';
import type { NewCheckpoint } from '#main/store/checkpoints/stored-checkpoint.ts';
import type { NewExperiment } from '#main/store/experiments/new-experiment.ts';
import type { Store } from '#main/store/store.ts';
import { newExperiment } from './new-experiment.ts';

/** A new run that starts from a state of another run, with a different spec. */
export interface Branch {
  readonly runId: string;
  /** The step of one of its checkpoints; null: the newest, or the end of a finished run. */
  readonly step: number | null;
  /** Values that replace those of the run's spec, by dotted path. */
  readonly patch: Patch;
  readonly title?: string;
}

/**
 * The experiment of a branch: one arm, the patched spec of the parent, with the parent's seed.
 *
 * @throws SpecError where the patched spec cannot be run, or ends before it begins; NotFoundError if the run or the
 * checkpoint does not exist; LabError (CONFLICT) if no state of the run is kept
 */
export async function newBranch(store: Store, { runId, step, patch, title }: Branch): Promise<NewExperiment> {
  const run = await store.runs.get(runId);
  const parent = await store.experiments.get(run.experimentId);
  const checkpoint = await stateOf(store, run, step);
  const spec = parseExperiment({
    title: title ?? shortened(`${parent.experiment.title}, branched at step ${checkpoint.step}`, 120),
    description: `Branched from ${run.arm}, seed ${run.seed} of “${parent.experiment.title}” at step ${checkpoint.step} (run ${run.id}).`,
    base: parent.armSpecs[run.arm],
    arms: [{ name: shortened(`${run.arm} from step ${checkpoint.step}`, 60), patch }],
    seeds: [run.seed],
  });
  const plan = newExperiment(spec, run.device);
  const [planned] = plan.runs;
  // 0 where only the data set's file knows: then the run tells.
  if (planned.stepsPlanned !== 0 && planned.stepsPlanned <= checkpoint.step) {
    throw new SpecError([
      {
        path: 'base.duration.count',
        expected: `more than the ${checkpoint.step} steps that the run has made where it branches`,
        received: `${planned.stepsPlanned} steps in all`,
      },
    ]);
  }
  return { ...plan, runs: [{ ...planned, parent: { runId: run.id, checkpoint } }] };
}

async function stateOf(store: Store, run: RunRecord, step: number | null): Promise<NewCheckpoint> {
  const found = step === null ? await store.checkpoints.latest(run.id) : await store.checkpoints.get(run.id, step);
  if (found.bytes !== null) return { step: found.step, bytes: found.bytes, metrics: {} };
  const tensors = step === null ? await store.tensors.read(run.id) : [];
  if (tensors.length > 0 && run.status === 'completed') {
    return { step: run.steps, bytes: endOf(run, tensors), metrics: {} };
  }
  const damaged = found.damagedSteps.length > 0 ? ' What was kept is damaged.' : '';
  throw new LabError(
    'CONFLICT',
    `No state of the run ${run.id} is kept, so nothing can branch from it.${damaged} Give its spec \`checkpoint\` to keep some, or run it again.`,
    { runId: run.id },
  );
}

/** The end of a run that kept no checkpoint: its parameters and statistics, without the optimizer's moments. */
function endOf({ steps, specHash, seed, device }: RunRecord, tensors: readonly NamedTensor[]): Uint8Array {
  return encodeCheckpoint({
    step: steps,
    evaluated: true,
    firstStep: 0,
    momentsFrom: steps,
    specHash,
    seed,
    device,
    tensors: tensors.map(({ path, shape, values }) => ({ name: path, shape, values })),
    followers: {},
  });
}

function shortened(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}
