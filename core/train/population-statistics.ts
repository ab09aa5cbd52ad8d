import { gatheredInputs } from '../data/gathered-inputs.ts';
import { featureCount, type Dataset } from '../data/dataset.ts';
import type { BufferValues, Device, Program } from '../device/device.ts';
import { dataForm } from '../nn/model.ts';
import { populationPlan } from '../nn/population-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunSpec } from '../spec/experiment.ts';
import { randomStream } from '../tensor/random.ts';

/**
 * Recomputes the statistics of batch normalization on demand with the network's current parameters (see `populationPlan`),
 * as means over the same batches of training examples every time. The batches are drawn from the stream
 * (seed, `population`) and are not augmented. It has a program of its own, which holds only those examples.
 */
export class PopulationStatistics {
  readonly #plan: Plan;
  readonly #program: Program;
  readonly #batches: number;

  private constructor(plan: Plan, program: Program, batches: number) {
    this.#plan = plan;
    this.#program = program;
    this.#batches = batches;
  }

  /** @param batches Limited to the number of batches in the training set. */
  static async create(
    spec: RunSpec,
    seed: number,
    dataset: Dataset,
    device: Device,
    batches: number,
  ): Promise<PopulationStatistics> {
    const count = Math.min(batches, Math.floor(dataset.train.count / spec.batchSize));
    const order = randomStream(seed, 'population').permutation(dataset.train.count);
    const sample = sampleOf(dataset, order.subarray(0, count * spec.batchSize));
    const plan = populationPlan(spec, dataForm(sample));
    const program = await device.compile(plan);
    const { scale, shift, values } = gatheredInputs(dataset, spec.inputNormalization, false);
    await program.write([
      { buffer: plan.data.train.values, values: values(sample.train) },
      { buffer: plan.data.train.labels, values: sample.train.labels },
      { buffer: plan.input.scale, values: scale },
      { buffer: plan.input.shift, values: shift },
    ]);
    return new PopulationStatistics(plan, program, count);
  }

  /** @param tensors The model's current parameters and running statistics, by path. */
  async measure(tensors: ReadonlyMap<string, BufferValues>): Promise<PopulationMeasurement> {
    const { parameters, statistics } = this.#plan;
    const bufferOf = new Map([...parameters, ...statistics].map(({ path, value }) => [path, value]));
    await this.#program.write(
      [...tensors].flatMap(([path, values]) => {
        const buffer = bufferOf.get(path);
        return buffer === undefined ? [] : [{ buffer, values }];
      }),
    );
    return new PopulationMeasurement(this.#plan, this.#program, this.#batches);
  }

  async dispose(): Promise<void> {
    await this.#program.dispose();
  }
}

/** One pass over the batches. It proceeds one device call at a time, so that a run can end during it. */
export class PopulationMeasurement {
  readonly #plan: Plan;
  readonly #program: Program;
  readonly #batches: number;
  readonly #means: readonly Float64Array[];
  #batch = 0;

  constructor(plan: Plan, program: Program, batches: number) {
    this.#plan = plan;
    this.#program = program;
    this.#batches = batches;
    this.#means = plan.statistics.map(({ shape }) => new Float64Array(shape[0]));
  }

  get done(): boolean {
    return this.#batch === this.#batches;
  }

  /** Takes in one batch. */
  async advance(): Promise<void> {
    const { statistics, phases } = this.#plan;
    const { indices, batchSize } = phases.train;
    const rows = Int32Array.from({ length: batchSize }, (_, row) => this.#batch * batchSize + row);
    await this.#program.write([{ buffer: indices, values: rows }]);
    await this.#program.run('train', 1);
    const values = await this.#program.read(statistics.map(({ value }) => value));
    this.#batch += 1;
    this.#means.forEach((mean, index) =>
      mean.forEach((_, channel) => (mean[channel] += (values[index][channel] - mean[channel]) / this.#batch)),
    );
  }

  /**
   * The mean of each statistic over the batches, by path, summed in float64 and in order. A statistic that the batches do
   * not change keeps exactly its value.
   */
  means(): Map<string, Float64Array> {
    return new Map(this.#plan.statistics.map(({ path }, index) => [path, this.#means[index]]));
  }
}

/** The data set reduced to these training examples. */
function sampleOf(dataset: Dataset, examples: Int32Array): Dataset {
  const { train } = dataset;
  const features = featureCount(dataset);
  const values = train.values.slice(0, examples.length * features);
  examples.forEach((example, row) =>
    values.set(train.values.subarray(example * features, (example + 1) * features), row * features),
  );
  const labels = Int32Array.from(examples, (example) => train.labels[example]);
  return { ...dataset, train: { count: examples.length, values, labels } };
}
