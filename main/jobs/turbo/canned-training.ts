import type { Dataset, Split } from '#core/data/dataset.ts';
import type { Device } from '#core/device/device.ts';
import { runSpec } from '#core/spec/experiment.ts';
import { randomStream } from '#core/tensor/random.ts';
import { TrainedModel } from '#core/train/trained-model.ts';

/**
 * A small training run, always the same, that compares two ways of compiling a device's kernels: do they give the same
 * bits, and which is faster? None of its matrix sizes is a multiple of the kernels' tiles.
 */

const FEATURES = 197;
const EXAMPLES = 230;
const STEPS_A_CALL = 8;
const LEARNING_RATE = 0.05;

const spec = runSpec.parse({
  dataset: { kind: 'blobs' },
  network: {
    layers: [
      { kind: 'dense', units: 99 },
      { kind: 'dense', units: 61 },
    ],
    normalization: { kind: 'batch' },
    activation: 'sigmoid',
  },
  optimizer: { kind: 'sgd', learningRate: LEARNING_RATE, momentum: 0.9 },
  batchSize: 50,
  duration: { unit: 'steps', count: STEPS_A_CALL },
  evaluation: { interval: { unit: 'steps', count: STEPS_A_CALL }, batchSize: 50 },
});

function split(purpose: string): Split {
  const random = randomStream(1, 'cannedTraining', purpose);
  return {
    count: EXAMPLES,
    values: Uint8Array.from({ length: EXAMPLES * FEATURES }, () => random.integer(256)),
    labels: Int32Array.from({ length: EXAMPLES }, () => random.integer(10)),
  };
}

export class CannedTraining {
  readonly #model: TrainedModel;

  private constructor(model: TrainedModel) {
    this.#model = model;
  }

  static async on(device: Device): Promise<CannedTraining> {
    const dataset: Dataset = {
      name: 'Noise',
      classes: 10,
      exampleShape: [FEATURES],
      train: split('train'),
      test: split('test'),
    };
    const model = await TrainedModel.create(spec, 1, dataset, device);
    const { indices, batchSize, schedule } = model.plan.phases.train;
    const values = Int32Array.from({ length: STEPS_A_CALL * batchSize }, (_, row) => (row * 7) % EXAMPLES);
    const rates = Array.from({ length: STEPS_A_CALL }, () => [LEARNING_RATE, 1, 1]).flat();
    await model.program.write([
      { buffer: indices, values },
      { buffer: schedule, values: Float32Array.from(rates) },
    ]);
    return new CannedTraining(model);
  }

  /** Runs more steps in one call. @returns how long they took, in ms */
  async advance(): Promise<number> {
    const start = performance.now();
    await this.#model.program.run('train', STEPS_A_CALL);
    return performance.now() - start;
  }

  /** The bits of every parameter and statistic, and of the latest losses. */
  async bits(): Promise<Uint8Array> {
    const tensors = await this.#model.tensors();
    const log = Float32Array.from((await this.#model.program.read([this.#model.plan.phases.train.log]))[0]);
    return Buffer.concat(
      [log, ...tensors.map(({ values }) => values)].map((values) => Buffer.from(new Uint8Array(values.buffer))),
    );
  }

  dispose(): Promise<void> {
    return this.#model.dispose();
  }
}
