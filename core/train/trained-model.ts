import { assert } from '../assert.ts';
import { ImageMoves } from '../data/image-moves.ts';
import { gatheredInputs } from '../data/gathered-inputs.ts';
import type { Dataset } from '../data/dataset.ts';
import type { BufferValues, Device, DeviceName, Program } from '../device/device.ts';
import { initialTensors } from '../nn/initial-values.ts';
import { buildModel, dataForm, type Model } from '../nn/model.ts';
import { countParameters } from '../plan/cost.ts';
import type { ObservedQuantity } from '../plan/observation.ts';
import type { Checkpoint, CheckpointTensor } from './checkpoint.ts';
import { stateTensors, type CheckpointMatch } from './checkpoint-match.ts';
import { PopulationStatistics, type PopulationMeasurement } from './population-statistics.ts';
import type { BufferId, Plan } from '../plan/plan.ts';
import { augmentationOf } from '../spec/dataset/dataset.ts';
import type { RunSpec } from '../spec/experiment.ts';
import { StepInputs } from './step-inputs.ts';
import type { NamedTensor } from '../tensor/named-tensor.ts';
import { streamWords } from '../tensor/random.ts';

/** A model in a device's memory, with its data set. The training loop drives it. */
export class TrainedModel {
  readonly plan: Plan;
  readonly program: Program;
  readonly parameterCount: number;
  /** The device that holds it. */
  readonly device: DeviceName;
  readonly #inputs: StepInputs;
  /** Values at step 0; their order is that of the model's tensors. */
  readonly #initial: readonly NamedTensor[];
  readonly #bufferOf: ReadonlyMap<string, BufferId>;

  readonly #population: PopulationStatistics | null;
  #momentsFrom = 0;

  private constructor(
    { plan }: Model,
    inputs: StepInputs,
    program: Program,
    device: DeviceName,
    initial: readonly NamedTensor[],
    population: PopulationStatistics | null,
  ) {
    this.#population = population;
    this.device = device;
    this.plan = plan;
    this.#inputs = inputs;
    this.program = program;
    this.parameterCount = countParameters(plan);
    this.#initial = initial;
    this.#bufferOf = new Map([...plan.parameters, ...plan.statistics].map(({ path, value }) => [path, value]));
  }

  /**
   * Compiles the model of a spec, and writes its data set and its initial values.
   * @param observed What can be read inside the network after a training step.
   * @throws SpecError if the spec cannot train on this data set; DeviceError if the device lacks an op.
   */
  static async create(
    spec: RunSpec,
    seed: number,
    dataset: Dataset,
    device: Device,
    observed: readonly ObservedQuantity[] = [],
  ): Promise<TrainedModel> {
    const augmentation = augmentationOf(spec.dataset);
    const model = buildModel(spec, dataForm(dataset), augmentation, observed);
    const program = await device.compile(model.plan);
    const moves = augmentation === null ? null : new ImageMoves(seed, augmentation, spec.batchSize);
    const { populationBatches } = spec.evaluation;
    const population =
      populationBatches === undefined || model.plan.statistics.length === 0
        ? null
        : await PopulationStatistics.create(spec, seed, dataset, device, populationBatches);
    const created = new TrainedModel(
      model,
      new StepInputs(model, moves),
      program,
      device.name,
      initialTensors(spec, dataset, seed),
      population,
    );
    await created.#write(spec, seed, dataset);
    return created;
  }

  /** Parameters and running statistics as they are now, in the model's order, as f32. */
  async tensors(): Promise<NamedTensor[]> {
    const values = await this.program.read(this.#initial.map(({ path }) => this.#buffer(path)));
    return this.#initial.map((tensor, index) => ({ ...tensor, values: Float32Array.from(values[index]) }));
  }

  /** Begins to measure the population's statistics at this step; null if evaluation uses the running ones. */
  async measurePopulation(): Promise<PopulationMeasurement | null> {
    return this.#population === null ? null : this.#population.measure(await this.#deviceTensors());
  }

  /**
   * Evaluates with these statistics in place of the running ones, then restores the running ones exactly, so that training
   * is unaffected.
   */
  async *withStatistics<Event, Result>(
    measured: ReadonlyMap<string, BufferValues>,
    evaluate: () => AsyncGenerator<Event, Result, void>,
  ): AsyncGenerator<Event, Result, void> {
    const running = [...(await this.#deviceTensors())].filter(([path]) => measured.has(path));
    await this.#writeTensors([...measured]);
    try {
      return yield* evaluate();
    } finally {
      await this.#writeTensors(running);
    }
  }

  /** In the device's own precision; float32 would not restore the reference's float64 exactly. */
  async #deviceTensors(): Promise<Map<string, BufferValues>> {
    const values = await this.program.read(this.#initial.map(({ path }) => this.#buffer(path)));
    return new Map(this.#initial.map(({ path }, index) => [path, values[index]]));
  }

  /** Everything that the next step depends on, in the device's own precision. */
  async state(): Promise<CheckpointTensor[]> {
    const tensors = stateTensors(this.plan);
    const values = await this.program.read(tensors.map(({ buffer }) => buffer));
    return tensors.map(({ name, shape }, index) => ({ name, shape, values: floats(values[index]) }));
  }

  /** Size of `state` in bytes. */
  get stateBytes(): number {
    const values = stateTensors(this.plan).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    return values * (this.device === 'reference' ? 8 : 4);
  }

  /** Restores the tensors of a checkpoint that fit. Moments that do not fit start at 0. */
  async restore({ taken, keepsMoments }: CheckpointMatch, { step, momentsFrom }: Checkpoint): Promise<void> {
    await this.program.write(taken);
    this.#momentsFrom = keepsMoments ? momentsFrom : step;
  }

  /** The step at which the optimizer's moments were 0. */
  get momentsFrom(): number {
    return this.#momentsFrom;
  }

  async #writeTensors(tensors: readonly (readonly [path: string, values: BufferValues])[]): Promise<void> {
    await this.program.write(tensors.map(([path, values]) => ({ buffer: this.#buffer(path), values })));
  }

  async dispose(): Promise<void> {
    await this.#population?.dispose();
    await this.program.dispose();
  }

  /**
   * Writes the inputs of `steps` training steps and runs them.
   * @param firstUpdate Number of the first step, from 1.
   * @param indices Examples of each step, [steps, batchSize].
   * @returns how many steps ran.
   */
  async train(firstUpdate: number, steps: number, indices: Int32Array): Promise<number> {
    await this.program.write(this.#inputs.writes(firstUpdate, steps, indices, this.#momentsFrom));
    return this.program.run('train', steps);
  }

  async #write(spec: RunSpec, seed: number, dataset: Dataset): Promise<void> {
    const { plan } = this;
    const { scale, shift, values: valuesOf } = gatheredInputs(dataset, spec.inputNormalization, this.#inputs.areMoved);
    await this.program.write([
      { buffer: plan.data.train.values, values: valuesOf(dataset.train) },
      { buffer: plan.data.train.labels, values: dataset.train.labels },
      { buffer: plan.data.test.values, values: valuesOf(dataset.test) },
      { buffer: plan.data.test.labels, values: dataset.test.labels },
      { buffer: plan.input.scale, values: scale },
      { buffer: plan.input.shift, values: shift },
      ...plan.keys.map(({ purpose, path, value }) => {
        const { columns } = plan.buffers[value];
        return { buffer: value, values: streamWords(seed, purpose, path, columns) };
      }),
      ...this.#initial.map(({ path, values }) => ({ buffer: this.#buffer(path), values })),
    ]);
  }

  #buffer(path: string): BufferId {
    const buffer = this.#bufferOf.get(path);
    assert(buffer !== undefined, `${path} is a tensor of the plan`);
    return buffer;
  }
}

function floats(values: BufferValues): CheckpointTensor['values'] {
  assert(
    values instanceof Float32Array || values instanceof Float64Array,
    'parameters, moments and statistics are floats',
  );
  return values;
}
