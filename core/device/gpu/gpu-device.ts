import type { Plan } from '../../plan/plan.ts';
import type { Device, DeviceReport } from '../device.ts';
import type { KernelSource } from './dispatches/dispatch.ts';
import { GpuHealth } from './adapter/gpu-health.ts';
import { GpuJsKernels, type GpuJs } from './compile/gpu-js.ts';
import { GpuProgram } from './gpu-program.ts';
import type { WebGpu, WebGpuDevice } from './adapter/web-gpu.ts';
import { WgslKernels } from './compile/wgsl-kernels.ts';

/** What the opener has found: a WebGPU device, and gpu.js working on that very device. */
export interface GpuRuntime {
  readonly webGpu: WebGpu;
  readonly device: WebGpuDevice;
  readonly gpuJs: GpuJs;
  /** The adapter and what drives it, for people: `NVIDIA H200 (Vulkan)`. */
  readonly adapterName: string;
  /** A processor that plays a GPU (SwiftShader, llvmpipe). */
  readonly isSoftware: boolean;
}

/**
 * Graphics processors through WebGPU, float32: kernels of gpu.js, and hand-written WGSL where tiles in workgroup memory,
 * bytes or bits are needed. Where WebGPU comes from (Dawn in Node, Chromium in a window) it does not know. The same bits on
 * every run of one adapter and driver.
 */
export class GpuDevice implements Device {
  readonly name = 'gpu';
  /** What it runs on: for whoever must know more than a plan's results (tests, benchmarks). */
  readonly runtime: GpuRuntime;
  readonly #health: GpuHealth;
  readonly #gpuJs: GpuJsKernels;
  readonly #kernels: KernelSource;

  constructor(runtime: GpuRuntime) {
    const { device, gpuJs } = runtime;
    this.runtime = runtime;
    this.#gpuJs = new GpuJsKernels(gpuJs, device);
    const wgsl = new WgslKernels(device);
    this.#kernels = {
      gpuJs: (source, form) => this.#gpuJs.kernel(source, form),
      wgsl: (code, words, groups) => wgsl.kernel(code, words, groups),
    };
    this.#health = new GpuHealth(device);
  }

  describe(): DeviceReport {
    const { adapterName, isSoftware } = this.runtime;
    const description = `WebGPU on ${adapterName}${isSoftware ? ', in software' : ''}`;
    return { device: this.name, description, precision: 'float32' };
  }

  compile(plan: Plan): Promise<GpuProgram> {
    return GpuProgram.compile(plan, { device: this.runtime.device, kernels: this.#kernels, health: this.#health });
  }

  /** Software adapters are for tests: nobody's "GPU". */
  get isSoftware(): boolean {
    return this.runtime.isSoftware;
  }

  close(): void {
    this.#gpuJs.destroy();
    this.runtime.device.destroy();
  }
}
