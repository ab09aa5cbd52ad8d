import { beforeAll, expect, test } from 'vitest';
import { ExampleOrder } from '#core/data/batches.ts';
import type { Dataset } from '#core/data/dataset.ts';
import { initialTensors } from '#core/nn/initial-values.ts';
import { armSpecs } from '#core/spec/arms.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { findRecipe } from '#test/core/spec/recipes/find-recipe.ts';
import { TrainedModel } from '#core/train/trained-model.ts';
import { loadDataset } from '#main/datasets/load-dataset.ts';
import { describeDevices, isSlow } from './devices.ts';
import { startTfjs } from './tfjs/tfjs-backend.ts';
import { TfjsNetwork } from './tfjs/tfjs-network.ts';

/**
 * The paper's network on real MNIST, held against TF.js over whole training runs: the same initial values, the same
 * batches, 200 steps, without and with batch normalization. TF.js computes in float32 in another order of summation, so
 * agreement within 1e-4 is asked for, not equality.
 */

const STEPS = 200;
const SEED = 7;
/** The whole run would take minutes there. The running statistics are compared after whole runs only. */
const STEPS_WHERE_SLOW = 12;
const RELATIVE = 1e-4;

const arms = armSpecs(findRecipe('mnist-fig1').spec);

interface Trajectory {
  /** Mean loss of each step's batch before its update. */
  readonly losses: readonly number[];
  readonly statistics: readonly { readonly path: string; readonly values: ArrayLike<number> }[];
}

let dataset: Dataset;
const judged = new Map<string, Trajectory>();

beforeAll(async () => {
  dataset = await loadDataset(arms['without BN'].dataset);
  for (const [arm, spec] of Object.entries(arms)) judged.set(arm, await trainInTfjs(spec));
});

test('the experiment is the paper’s, and TF.js learns in it', () => {
  expect(Object.keys(arms)).toEqual(['without BN', 'with BN']);
  for (const [arm, spec] of Object.entries(arms)) {
    expect(spec.network.layers.map((layer) => (layer.kind === 'dense' ? layer.units : layer.kind))).toEqual([
      100, 100, 100,
    ]);
    expect(spec.batchSize).toBe(60);
    expect(judged.get(arm)?.losses).toHaveLength(STEPS);
    expect(judged.get(arm)?.statistics).toHaveLength(arm === 'with BN' ? 6 : 0);
  }
  expect(judged.get('with BN')?.losses.at(-1)).toBeLessThan(1);
});

describeDevices('training run against TF.js', (device) => {
  test.each(Object.keys(arms))('%s: each loss and every running statistic', async (arm) => {
    const expected = judged.get(arm);
    const model = await TrainedModel.create(arms[arm], SEED, dataset, device);
    const steps = isSlow(device) ? STEPS_WHERE_SLOW : STEPS;
    const received = await trainHere(model, steps, new ExampleOrder(SEED, dataset.train.count, arms[arm].batchSize));
    await model.program.dispose();

    expect(received.losses).toHaveLength(steps);
    expect(worstRelativeError(expected?.losses.slice(0, steps) ?? [], received.losses)).toBeLessThan(RELATIVE);
    expect(received.statistics.map(({ path }) => path)).toEqual(expected?.statistics.map(({ path }) => path));
    if (steps < STEPS) return;
    expected?.statistics.forEach(({ path, values }, index) => {
      // Relative to the layer's largest value: a running mean may pass through zero.
      const error = worstErrorOfScale(values, received.statistics[index].values);
      expect(error, path).toBeLessThan(RELATIVE);
    });
  });
});

async function trainHere(model: TrainedModel, steps: number, order: ExampleOrder): Promise<Trajectory> {
  const { log, batchSize } = model.plan.phases.train;
  const batches = new Int32Array(steps * batchSize);
  for (let step = 0; step < steps; step++) batches.set(order.batch(step), step * batchSize);
  expect(await model.train(1, steps, batches)).toBe(steps);
  const [sums] = await model.program.read([log]);
  const { statistics } = model.plan;
  const values = await model.program.read(statistics.map(({ value }) => value));
  return {
    losses: Array.from({ length: steps }, (_, step) => sums[step * 2] / batchSize),
    statistics: statistics.map(({ path }, index) => ({ path, values: values[index] })),
  };
}

async function trainInTfjs(spec: RunSpec): Promise<Trajectory> {
  const tf = await startTfjs();
  const initial = initialTensors(spec, dataset, SEED);
  const network = new TfjsNetwork(spec, initial);
  const order = new ExampleOrder(SEED, dataset.train.count, spec.batchSize);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const batch = order.batch(step);
    const x = tf.tensor2d(batchValues(dataset, batch), [spec.batchSize, 784]);
    const labels = tf.tensor1d(
      Array.from(batch, (example) => dataset.train.labels[example]),
      'int32',
    );
    const loss = network.step(x, labels);
    losses.push((await loss.data())[0]);
    tf.dispose([x, labels, loss]);
  }
  const moving = await network.movingStatistics();
  network.dispose();
  const statistics = moving.flatMap(({ mean, variance }, index) => [
    { path: `layers.${index}.batchNorm.runningMean`, values: mean },
    { path: `layers.${index}.batchNorm.runningVar`, values: unbiasedRunningVariance(spec, variance) },
  ]);
  return { losses, statistics };
}

/**
 * TF.js's moving variance follows the biased batchVar, ours the unbiased one, B / (B − 1) times as large. Both start at
 * 1, of which 0.9^steps is left, and that part is not scaled:
 * ours − 0.9^steps = B / (B − 1) · (theirs − 0.9^steps).
 */
function unbiasedRunningVariance(spec: RunSpec, moving: Float32Array): Float64Array {
  const { normalization } = spec.network;
  if (normalization.kind !== 'batch') throw new Error('this run has no running variance');
  const initialPart = (1 - normalization.momentum) ** STEPS;
  const factor = spec.batchSize / (spec.batchSize - 1);
  return Float64Array.from(moving, (value) => initialPart + factor * (value - initialPart));
}

/** Bytes stand for value / 255. */
function batchValues({ train }: Dataset, batch: Int32Array): Float32Array {
  const values = new Float32Array(batch.length * 784);
  batch.forEach((example, row) => {
    for (let feature = 0; feature < 784; feature++) {
      values[row * 784 + feature] = train.values[example * 784 + feature] / 255;
    }
  });
  return values;
}

function worstRelativeError(expected: readonly number[], received: readonly number[]): number {
  return Math.max(...expected.map((value, index) => Math.abs(received[index] / value - 1)));
}

function worstErrorOfScale(expected: ArrayLike<number>, received: ArrayLike<number>): number {
  const scale = Math.max(...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, index) => Math.abs(received[index] - value))) / scale;
}
