import { experimentSpec } from '#core/spec/experiment.ts';
import { armSpecs } from '#core/spec/arms.ts';
import type { PointsEvent } from '#core/train/events.ts';
import type { NewExperiment } from '#main/store/experiments/new-experiment.ts';
import type { Store } from '#main/store/store.ts';
import {
  EVALUATION_INTERVAL,
  EVALUATION_SERIES,
  runLengths,
  RUNS_PER_EXPERIMENT,
  SEEDS,
  STEP_SERIES,
  type Scale,
} from './scale.ts';
import { trainingCurve } from './training-curve.ts';

/** Steps that one batch of a job's events tells of, in the build. */
const STEPS_PER_BATCH = 1_000;

export interface BuiltDatabase {
  readonly runs: number;
  readonly points: number;
}

/** Fills a store as the lab does: experiments with all their runs first, then batch after batch of points of each run. */
export async function buildDatabase(
  store: Store,
  scale: Scale,
  onProgress: (points: number) => void,
): Promise<BuiltDatabase> {
  const { longRuns, longSteps, shortSteps } = runLengths(scale);
  // Each run reads from a place of its own, and each of its series begins a step later.
  const curve = trainingCurve(2 * Math.max(longSteps, shortSteps) + STEP_SERIES.length);
  let runs = 0;
  let points = 0;
  for (let index = 0; index * RUNS_PER_EXPERIMENT < scale.runs; index += 1) {
    const { id } = await store.experiments.create(newExperiment(index));
    const stored = await store.experiments.get(id);
    for (const run of stored.runs.slice(0, scale.runs - runs)) {
      const steps = runs < longRuns ? longSteps : shortSteps;
      const now = new Date().toISOString();
      await store.runs.update(run.id, { status: 'running', startedAt: now, stepsTotal: steps, parameterCount: 50_890 });
      points += await trainedPoints(store, run.id, steps, curve.subarray(runs % longSteps));
      await store.runs.update(run.id, { status: 'completed', endedAt: now, durationMs: steps });
      runs += 1;
    }
    onProgress(points);
  }
  return { runs, points };
}

/** @returns how many points were stored. */
async function trainedPoints(store: Store, runId: string, steps: number, curve: Float32Array): Promise<number> {
  let points = 0;
  for (let first = 1; first <= steps; first += STEPS_PER_BATCH) {
    const last = Math.min(first + STEPS_PER_BATCH - 1, steps);
    const batch = [
      ...STEP_SERIES.map((series, index) => piece(series, first, curve.subarray(first + index, last + 1 + index))),
      ...EVALUATION_SERIES.flatMap((series) =>
        Array.from({
          length: Math.floor(last / EVALUATION_INTERVAL) - Math.floor((first - 1) / EVALUATION_INTERVAL),
        }).map((_, index) => {
          const step = (Math.floor((first - 1) / EVALUATION_INTERVAL) + 1 + index) * EVALUATION_INTERVAL;
          return piece(series, step, curve.subarray(step, step + 1));
        }),
      ),
    ];
    points += batch.reduce((sum, { values }) => sum + values.length, 0);
    await store.runs.recordProgress(runId, { steps: last, points: batch, summary: summaryOf(batch) });
  }
  return points;
}

function piece(series: string, firstStep: number, values: Float32Array): PointsEvent {
  return { kind: 'points', series, firstStep, stride: 1, width: 1, values };
}

function summaryOf(batch: readonly PointsEvent[]): Record<string, { last: number; best: number }> {
  return Object.fromEntries(batch.map(({ series, values }) => [series, { last: values.at(-1) ?? 0, best: values[0] }]));
}

/** Two arms × two seeds; specs differ from experiment to experiment, as those of a search do. */
export function newExperiment(index: number): NewExperiment {
  const spec = experimentSpec.parse({
    title: `MNIST, learning rate ${(0.001 * (1 + (index % 97))).toFixed(3)}, ${index}`,
    base: {
      dataset: { kind: 'mnist' },
      network: {
        layers: [
          { kind: 'dense', units: 100, activation: 'sigmoid' },
          { kind: 'dense', units: 100, activation: 'sigmoid' },
          { kind: 'dense', units: 100, activation: 'sigmoid' },
        ],
      },
      optimizer: { kind: 'sgd', learningRate: 0.001 * (1 + (index % 97)) },
      batchSize: 60,
      duration: { unit: 'steps', count: 50_000 },
    },
    arms: [{ name: 'without BN' }, { name: 'with BN', patch: { 'network.normalization': { kind: 'batch' } } }],
    seeds: SEEDS,
  });
  const specs = armSpecs(spec);
  return {
    spec,
    specHash: `experiment-${index}`,
    datasetName: 'MNIST',
    baseline: 'without BN',
    runs: SEEDS.flatMap((seed) =>
      Object.entries(specs).map(([arm, armSpec]) => ({
        arm,
        seed,
        device: 'wasm' as const,
        spec: armSpec,
        specHash: `${arm}-${index}`,
        stepsPlanned: 50_000,
      })),
    ),
  };
}
