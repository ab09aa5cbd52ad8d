import { assert } from '../../../assert.ts';
import type { BoundOperand, Binding, ComputeKernel } from './compute-kernel.ts';
import type { Uniforms } from './uniforms.ts';
import type {
  GpuBindGroupLayout,
  GpuBuffer,
  GpuComputePipeline,
  WebGpuAdapter,
  WebGpuDevice,
} from '../adapter/web-gpu.ts';

/**
 * gpu.js as this device uses it: it translates a kernel written in TypeScript into a compute pipeline, on the WebGPU device
 * that we share with it. Its own way to run a kernel allocates a buffer for each result and submits each call by itself
 * (25–31 µs a call), and its pipelines carry parameters up and back on every call; so we take the built pipeline and bind it
 * to memory that stays on the device, as gpu.js's own fused executor does.
 *
 * That uses fields which gpu.js does not document. This file is the only one that knows them; package.json pins the version,
 * and test/core/device/gpu/gpu-js.test.ts notices when they change.
 */

/** What of the package is used. */
export interface GpuJs {
  readonly GPU: new (settings: { mode: 'webgpu' }) => GpuJsInstance;
  readonly input: (values: Float32Array, size: readonly number[]) => object;
  readonly WebGPUContext: { acquire(): Promise<unknown> };
}

/**
 * Makes gpu.js work on our device: it takes what `navigator.gpu` hands out, once per process. It does so now, and not with
 * its first kernel, because it then listens to the device's errors, and whoever listens later hears them.
 */
export async function shareWithGpuJs(
  { WebGPUContext }: GpuJs,
  adapter: WebGpuAdapter,
  device: WebGpuDevice,
): Promise<void> {
  const platform = globalThis as { navigator?: object };
  platform.navigator ??= {};
  const { limits } = adapter;
  const gpu = { requestAdapter: async () => ({ limits, requestDevice: async () => device }) };
  Object.defineProperty(platform.navigator, 'gpu', { value: gpu, configurable: true });
  await WebGPUContext.acquire();
}

interface GpuJsInstance {
  createKernel(kernel: KernelFunction, settings: object): { readonly kernel: GpuJsKernel };
  destroy(): unknown;
}

/** The undocumented part of a WebGPU kernel of gpu.js 2.24.1. */
interface GpuJsKernel {
  build(...representatives: object[]): Promise<void>;
  readonly computePipeline: GpuComputePipeline | null;
  readonly bindGroupLayout: GpuBindGroupLayout | null;
  readonly context: { readonly device: WebGpuDevice } | null;
  /** Where the uniform block has each array's extents (x, y, z and their product, as u32), and how long it is. */
  readonly paramsLayout: {
    readonly arrayArgs: readonly { readonly index: number; readonly dimsOffset: number }[];
    readonly scalarArgs: readonly unknown[];
    readonly bufferConstants: readonly unknown[];
    readonly byteLength: number;
  };
  outputBuffer: (GpuBuffer & { _refs?: number }) | null;
  _computeDispatch(extents: readonly number[]): { readonly groups: readonly number[]; readonly dispatchWidth: number };
}

/** `this` inside a kernel: one thread computes one element of the output. */
export interface KernelThread<Constants = unknown> {
  readonly thread: { readonly x: number; readonly y: number; readonly z: number };
  readonly constants: Constants;
}

type KernelValues = number[] | number[][] | number[][][];
export type KernelFunction = (this: KernelThread<never>, ...inputs: never[]) => number;

export interface KernelForm {
  /** Numbers that the kernel reads as `this.constants`; each set of them is a kernel of its own. Loop bounds stand here. */
  readonly constants?: Readonly<Record<string, number>>;
  /**
   * 1: `thread.x` counts all elements. 2: `thread.x` is the column and `thread.y` the row. 3: `thread.z` is the plane and
   * `thread.y` the row in it. (Indices that gpu.js computes are integers; `/` and `%` of a kernel are not.)
   */
  readonly rank: 1 | 2 | 3;
  /** Functions that the kernel calls. */
  readonly functions?: readonly ((...values: never[]) => number | KernelValues)[];
}

/** gpu.js ends a loop whose bound it cannot see silently after 1000 turns, unless told otherwise. */
const LOOP_TURNS_MAX = 2 ** 30;

export class GpuJsKernels {
  readonly #gpuJs: GpuJs;
  readonly #gpu: GpuJsInstance;
  readonly #device: WebGpuDevice;
  readonly #built = new Map<KernelFunction, Map<string, Promise<ComputeKernel>>>();

  constructor(gpuJs: GpuJs, device: WebGpuDevice) {
    this.#gpuJs = gpuJs;
    this.#device = device;
    this.#gpu = new gpuJs.GPU({ mode: 'webgpu' });
  }

  /** The kernel for these constants, built once per device. */
  kernel(source: KernelFunction, form: KernelForm): Promise<ComputeKernel> {
    const forms = this.#built.get(source) ?? new Map<string, Promise<ComputeKernel>>();
    this.#built.set(source, forms);
    const key = JSON.stringify([form.rank, form.constants ?? {}]);
    const kernel = forms.get(key) ?? this.#build(source, form);
    forms.set(key, kernel);
    return kernel;
  }

  destroy(): void {
    this.#gpu.destroy();
  }

  async #build(source: KernelFunction, { constants = {}, rank, functions = [] }: KernelForm): Promise<ComputeKernel> {
    const size = Array<number>(rank).fill(1);
    const { kernel } = this.#gpu.createKernel(source, {
      output: size,
      constants,
      functions,
      precision: 'single',
      loopMaxIterations: LOOP_TURNS_MAX,
    });
    // Only the types of the representatives count; extents travel in the uniform block.
    await kernel.build(...Array.from({ length: source.length }, () => this.#gpuJs.input(new Float32Array(1), size)));
    releaseOutput(kernel);
    return new GpuJsComputeKernel(kernel, this.#device, rank);
  }
}

/** The kernel's own output buffer: every result goes to the plan's memory instead. */
function releaseOutput(kernel: GpuJsKernel): void {
  kernel.outputBuffer?.destroy();
  kernel.outputBuffer = null;
}

class GpuJsComputeKernel implements ComputeKernel {
  readonly pipeline: GpuComputePipeline;
  readonly #kernel: GpuJsKernel;
  readonly #layout: GpuBindGroupLayout;
  readonly #device: WebGpuDevice;
  readonly #rank: KernelForm['rank'];

  constructor(kernel: GpuJsKernel, device: WebGpuDevice, rank: KernelForm['rank']) {
    const { computePipeline, bindGroupLayout, context, paramsLayout } = kernel;
    assert(computePipeline !== null && bindGroupLayout !== null, 'gpu.js has built the kernel');
    assert(context?.device === device, 'gpu.js works on the device that it was handed');
    assert(
      paramsLayout.scalarArgs.length === 0 && paramsLayout.bufferConstants.length === 0,
      'kernels take arrays and numeric constants only',
    );
    this.pipeline = computePipeline;
    this.#kernel = kernel;
    this.#layout = bindGroupLayout;
    this.#device = device;
    this.#rank = rank;
  }

  bind(reads: readonly BoundOperand[], writes: readonly BoundOperand[], uniforms: Uniforms): Binding {
    const { paramsLayout } = this.#kernel;
    assert(
      reads.length === paramsLayout.arrayArgs.length && writes.length === 1,
      'a kernel binds its arrays and one output',
    );
    const [output] = writes;
    const extents = this.#rank === 1 ? [output.columns * output.rows, 1, 1] : extentsOf(output);
    const { groups, dispatchWidth } = this.#kernel._computeDispatch(extents);

    const words = new Uint32Array(paramsLayout.byteLength / 4);
    words.set([...extents, dispatchWidth]);
    for (const { index, dimsOffset } of paramsLayout.arrayArgs) {
      const { rows, columns } = reads[index];
      words.set([...extentsOf(reads[index]), rows * columns], dimsOffset / 4);
    }
    const resources = [uniforms.block(words), ...reads, output];
    const bindGroup = this.#device.createBindGroup({
      layout: this.#layout,
      entries: resources.map(({ buffer, offset, size }, binding) => ({ binding, resource: { buffer, offset, size } })),
    });
    return { pipeline: this.pipeline, bindGroup, groups };
  }
}

/** Columns, rows of a plane, planes. */
function extentsOf({ rows, columns, planes }: BoundOperand): number[] {
  return [columns, rows / planes, planes];
}
