import { assert } from '../assert.ts';
import { inputAffine } from '../data/input-normalization.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Device, Program } from '../device/device.ts';
import { initialTensors } from '../nn/initial-values.ts';
import { buildModel, dataForm, type Model } from '../nn/model.ts';
import { countParameters } from '../plan/cost.ts';
import type { BufferId, Plan, StatisticInfo } from '../plan/plan.ts';
import type { RunSpec } from '../spec/experiment.ts';
import type { NamedTensor } from '../tensor/named-tensor.ts';

/** A model in a device's memory, with its data set: what the training loop steers. */
export class TrainedModel {
  readonly plan: Plan;
  readonly program: Program;
  readonly parameterCount: number;
  /** Values at step 0; also says which tensors there are, in which order. */
  readonly #initial: readonly NamedTensor[];
  readonly #bufferOf: ReadonlyMap<string, BufferId>;

  private constructor(plan: Plan, program: Program, initial: readonly NamedTensor[]) {
    this.plan = plan;
    this.program = program;
    this.parameterCount = countParameters(plan);
    this.#initial = initial;
    this.#bufferOf = new Map([...plan.parameters, ...plan.statistics].map(({ path, value }) => [path, value]));
  }

  /**
   * Compiles the model of a spec, and writes its data set and its initial values.
   * @throws SpecError where the spec cannot train on this data set; DeviceError where the device lacks an op.
   */
  static async create(spec: RunSpec, seed: number, dataset: Dataset, device: Device): Promise<TrainedModel> {
    const model = buildModel(spec, dataForm(dataset));
    const program = await device.compile(model.plan);
    const created = new TrainedModel(model.plan, program, initialTensors(spec, dataset, seed));
    await created.#write(model, spec, dataset);
    return created;
  }

  /** Parameters and running statistics as they are now, in the model's order, as f32. */
  async tensors(): Promise<NamedTensor[]> {
    const values = await this.program.read(this.#initial.map(({ path }) => this.#buffer(path)));
    return this.#initial.map((tensor, index) => ({ ...tensor, values: Float32Array.from(values[index]) }));
  }

  /** The running statistics as they are now. */
  async statistics(): Promise<{ info: StatisticInfo; values: ArrayLike<number> }[]> {
    const values = await this.program.read(this.plan.statistics.map(({ value }) => value));
    return this.plan.statistics.map((info, index) => ({ info, values: values[index] }));
  }

  async #write({ plan, hyperparameters }: Model, spec: RunSpec, dataset: Dataset): Promise<void> {
    const { scale, shift } = inputAffine(dataset, spec.inputNormalization);
    await this.program.write([
      { buffer: plan.data.train.values, values: dataset.train.values },
      { buffer: plan.data.train.labels, values: dataset.train.labels },
      { buffer: plan.data.test.values, values: dataset.test.values },
      { buffer: plan.data.test.labels, values: dataset.test.labels },
      { buffer: plan.input.scale, values: scale },
      { buffer: plan.input.shift, values: shift },
      { buffer: plan.hyperparameters, values: hyperparameters },
      ...this.#initial.map(({ path, values }) => ({ buffer: this.#buffer(path), values })),
    ]);
  }

  #buffer(path: string): BufferId {
    const buffer = this.#bufferOf.get(path);
    assert(buffer !== undefined, `${path} is a tensor of the plan`);
    return buffer;
  }
}
