import { present } from '#core/assert.ts';
import type { Device, Program } from '#core/device/device.ts';
import { ReferenceDevice } from '#core/device/reference/reference-device.ts';
import type { Layer, Mode } from '#core/nn/layers/layer.ts';
import { PlanBuilder } from '#core/plan/plan-builder.ts';
import type { BufferId, Plan } from '#core/plan/plan.ts';
import { randomStream, streamWords } from '#core/tensor/random.ts';

/** Paths of the matrices between which the layer stands. */
export const INPUT = 'input';
export const GRAD_OUTPUT = 'gradOutput';

export interface LayerProbeOptions {
  /** Examples, or for images all their positions. */
  readonly rows: number;
  readonly columns: number;
  readonly mode: Mode;
  /** Whether the backward pass runs too. Default: in training. */
  readonly backward?: boolean;
  /** Default: the reference. */
  readonly device?: Device;
}

export interface Matrix {
  readonly columns: number;
  /** Row-major. */
  readonly values: Float64Array;
}

/**
 * One layer alone on a device, run by hand. Its loss is the sum of gradOutput · output, whose gradient with respect to the
 * output is gradOutput; all that goes in or comes out can be written and read.
 */
export class LayerProbe {
  readonly #layer: Layer;
  readonly #plan: Plan;
  readonly #program: Program;
  readonly #buffers: ReadonlyMap<string, BufferId>;
  readonly #output: BufferId;
  readonly #gradInput: BufferId | null;
  readonly #held = new Map<string, Float64Array>();

  private constructor(layer: Layer, plan: Plan, program: Program, passes: Passes) {
    this.#layer = layer;
    this.#plan = plan;
    this.#program = program;
    this.#output = passes.output;
    this.#gradInput = passes.gradInput;
    const named = [...plan.parameters, ...plan.statistics].map(({ path, value }) => [path, value] as const);
    this.#buffers = new Map(named);
  }

  /** Tensors have their initial values; input and gradOutput are 0. */
  static async open(layer: Layer, options: LayerProbeOptions): Promise<LayerProbe> {
    const { mode, backward = mode === 'training', device = new ReferenceDevice() } = options;
    const { plan, ...passes } = layerPlan(layer, { ...options, mode, backward });
    const program = await device.compile(plan);
    await program.write([
      { buffer: plan.phases.train.stepNumbers, values: Int32Array.of(1) },
      ...plan.keys.map(({ purpose, path, value }) => ({
        buffer: value,
        values: streamWords(1, purpose, path, plan.buffers[value].columns),
      })),
    ]);
    const probe = new LayerProbe(layer, plan, program, passes);
    for (const { path, initial } of layer.tensors) {
      await probe.write(
        path,
        initial((name) => randomStream(1, 'layer probe', name)),
      );
    }
    return probe;
  }

  /** Of all that can be written. */
  get paths(): string[] {
    return [...this.#buffers.keys()];
  }

  get parameterPaths(): string[] {
    return this.#paths('parameter');
  }

  get statisticPaths(): string[] {
    return this.#paths('statistic');
  }

  /** [rows, columns] of the output's matrix. */
  get outputShape(): readonly [rows: number, columns: number] {
    const { rows, columns } = this.#plan.buffers[this.#output];
    return [rows, columns];
  }

  /** @param path Of a tensor of the layer, `input`, or with a backward pass `gradOutput`. */
  async write(path: string, values: ArrayLike<number>): Promise<void> {
    await this.#program.write([{ buffer: this.#buffer(path), values: Float64Array.from(values) }]);
  }

  async value(path: string): Promise<Float64Array> {
    return this.#read(this.#buffer(path));
  }

  /** Has every step start from the statistics as they are now: else an output would depend on the steps before it. */
  async holdStatistics(): Promise<void> {
    for (const path of this.statisticPaths) this.#held.set(path, await this.value(path));
  }

  /** All that can be read after a step, by name. */
  async results(): Promise<ReadonlyMap<string, Matrix>> {
    const buffers: [name: string, buffer: BufferId][] = [
      ['output', this.#output],
      ...this.#layer.tensors.map(({ path }): [string, BufferId] => [path, this.#buffer(path)]),
    ];
    if (this.#gradInput !== null) {
      buffers.push(['gradient of the input', this.#gradInput]);
      for (const { path, gradient } of this.#plan.parameters) buffers.push([`gradient of ${path}`, gradient]);
    }
    const values = await this.#program.read(buffers.map(([, buffer]) => buffer));
    return new Map(
      buffers.map(([name, buffer], index) => [
        name,
        { columns: this.#plan.buffers[buffer].columns, values: Float64Array.from(values[index]) },
      ]),
    );
  }

  /** One pass. @returns the sum of gradOutput · output; 0 without a backward pass. */
  async step(): Promise<number> {
    for (const [path, values] of this.#held) await this.write(path, values);
    await this.#program.run('train', 1);
    if (this.#gradInput === null) return 0;
    const [output, gradOutput] = [await this.output(), await this.value(GRAD_OUTPUT)];
    return output.reduce((sum, value, index) => sum + gradOutput[index] * value, 0);
  }

  /** As the last step left it, like the gradients. */
  async output(): Promise<Float64Array> {
    return this.#read(this.#output);
  }

  /** @param path Of a parameter, or `input`. */
  async gradient(path: string): Promise<Float64Array> {
    if (path === INPUT) return this.#read(present(this.#gradInput, 'a backward pass'));
    const parameter = this.#plan.parameters.find((candidate) => candidate.path === path);
    return this.#read(present(parameter, path).gradient);
  }

  async dispose(): Promise<void> {
    await this.#program.dispose();
  }

  async #read(buffer: BufferId): Promise<Float64Array> {
    const [values] = await this.#program.read([buffer]);
    return Float64Array.from(values);
  }

  #buffer(path: string): BufferId {
    return present(this.#buffers.get(path), path);
  }

  #paths(role: 'parameter' | 'statistic'): string[] {
    return this.#layer.tensors.filter((tensor) => tensor.role === role).map(({ path }) => path);
  }
}

interface Passes {
  readonly output: BufferId;
  readonly gradInput: BufferId | null;
}

/**
 * A plan whose train phase is the layer alone. Its input and gradOutput are declared as statistics, which lie in memory of
 * their own as parameters do, but without a gradient beside them: a device may lay out images differently from those.
 */
function layerPlan(
  layer: Layer,
  { rows, columns, mode, backward }: LayerProbeOptions & { readonly backward: boolean },
): Passes & { readonly plan: Plan } {
  const split = { count: 1, elementType: 'float' } as const;
  const builder = new PlanBuilder({ features: 1, data: { train: split, test: split }, moments: [] });
  for (const { path, role, shape } of layer.tensors) {
    if (role === 'parameter') builder.declareParameter(path, shape);
    else builder.declareStatistic(path, shape);
  }
  builder.declareStatistic(INPUT, [rows, columns]);
  const phase = builder.phase('train', 1, 1);
  builder.phase('evaluate', 1, 1);

  const pass = layer.forward(phase, phase.statistic(INPUT), mode);
  let gradInput: BufferId | null = null;
  if (backward) {
    builder.declareStatistic(GRAD_OUTPUT, [phase.rows(pass.output), phase.columns(pass.output)]);
    gradInput = present(pass.backward(phase.statistic(GRAD_OUTPUT), 'wanted'), 'the gradient that is wanted');
  }
  const plan = builder.build();
  // Scratch buffers share memory; what is read here may share with no other.
  const buffers = plan.buffers.map((info) => {
    const isRead = info.id === pass.output || info.id === gradInput;
    return isRead && info.role === 'scratch' ? { ...info, role: 'output' as const } : info;
  });
  return { plan: { ...plan, buffers }, output: pass.output, gradInput };
}
