import { ExampleOrder } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Device } from '../device/device.ts';
import { observedQuantities, type Probe } from '../probes/probe.ts';
import { RUNNING_STATISTICS } from '../probes/running-statistics.ts';
import { TEST_SCORES } from '../probes/test-scores.ts';
import { TRAINING_SCORES } from '../probes/training-scores.ts';
import { DEFAULT_CHECKPOINTS } from '../spec/training/checkpoint.ts';
import { DIVERGENCE_LOOK_STEPS } from '../spec/training/early-stop.ts';
import type { RunSpec } from '../spec/experiment.ts';
import { spanSteps } from '../spec/training/span.ts';
import { CheckpointSchedule } from './checkpoint-schedule.ts';
import { EarlyStop } from './early-stop/early-stop.ts';
import { EvaluationSchedule } from './evaluation-schedule.ts';
import type { TrainEvent } from './events.ts';
import type { RunControl } from './run-control.ts';
import { RunSession } from './run-session.ts';
import { BEGINNING, startFrom, type StartFrom } from './starting-point.ts';
import { TrainedModel } from './trained-model.ts';
import { TrainingLoop } from './training-loop.ts';

export interface TrainRequest {
  readonly spec: RunSpec;
  readonly seed: number;
  readonly dataset: Dataset;
  readonly device: Device;
  /** Milliseconds since any moment; never goes back. Paces calls and events; results do not depend on it. */
  readonly clock: () => number;
  /** Requests from outside; default: none. */
  readonly control?: RunControl;
  /** Default: the beginning. */
  readonly from?: StartFrom;
  /** Duration of the run's earlier attempts in milliseconds; counts towards its time budget. */
  readonly earlierMs?: number;
  /** What is recorded besides scores and running statistics; default: nothing. */
  readonly probes?: readonly Probe[];
}

/** What every run records. */
const STANDARD_PROBES: readonly Probe[] = [TRAINING_SCORES, TEST_SCORES, RUNNING_STATISTICS];

/**
 * Trains one run and announces what happens (see `events.ts`). The same spec, seed and data set give the same values on
 * every call; only how points are grouped into events varies with the clock. A run that is paused and resumed from its
 * checkpoint gives the same values, to the bit, as one that was not.
 *
 * A device may compute without ever yielding to the event loop. A consumer that must receive messages, such as a request to
 * cancel, lets its event loop turn between events, which come several times per second.
 *
 * @throws SpecError if the spec cannot train on this data set; DeviceError if the device lacks an op; DataError if the run
 * would resume from a checkpoint that is not its own.
 */
export async function* train(request: TrainRequest): AsyncGenerator<TrainEvent, void, void> {
  const { spec, seed, dataset, device, clock, control = { request: null }, from, earlierMs = 0 } = request;
  const probes = [...STANDARD_PROBES, ...(request.probes ?? [])];
  const model = await TrainedModel.create(spec, seed, dataset, device, observedQuantities(probes));
  try {
    const order = new ExampleOrder(seed, dataset.train.count, spec.batchSize);
    const { stepsPerEpoch } = order;
    const stepsTotal = spanSteps(spec.duration, stepsPerEpoch);
    const start = from === undefined ? BEGINNING : await startFrom(model, { from, spec, seed, stepsTotal });
    const { firstStep, origin, followerState } = start;
    const { parameterCount } = model;
    yield {
      kind: 'started',
      device: device.describe(),
      stepsTotal,
      stepsPerEpoch,
      parameterCount,
      ...(origin && { from: origin }),
    };

    const { checkpoint = DEFAULT_CHECKPOINTS, earlyStop = {}, evaluation } = spec;
    const { unit, count } = checkpoint.interval;
    const steps = unit === 'seconds' ? null : spanSteps({ unit, count }, stepsPerEpoch);
    const interval = spanSteps(evaluation.interval, stepsPerEpoch);
    const stopping = new EarlyStop(earlyStop, { clock, earlierMs }, followerState('earlyStop'));
    const checkpoints = new CheckpointSchedule(
      { spec: checkpoint, steps, firstStep: start.step, clock },
      followerState('checkpoints'),
    );
    const loop = new TrainingLoop({
      model,
      order,
      schedule: new EvaluationSchedule({ interval, stepsPerEpoch, stepsTotal, firstStep }),
      stepsTotal,
      start,
      cuts: [...(steps === null ? [] : [steps]), ...(earlyStop.divergence ? [DIVERGENCE_LOOK_STEPS] : [])],
      probes,
      testCount: dataset.test.count,
      clock,
      control,
      decision: () => stopping.decision,
    });
    yield* new RunSession({ spec, seed, firstStep, model, checkpoints, stopping, clock }).announce(loop.events());
  } finally {
    await model.dispose();
  }
}
