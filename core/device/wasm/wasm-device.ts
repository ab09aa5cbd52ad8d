import type { Plan } from '../../plan/plan.ts';
import type { Device, DeviceReport, Program } from '../device.ts';
import { openKernels, type KernelBuild, type Kernels } from './kernels.ts';
import { WasmProgram } from './wasm-program.ts';

const DESCRIPTIONS: Readonly<Record<KernelBuild, string>> = {
  'relaxed-simd': 'WebAssembly SIMD, relaxed (fused multiply-add)',
  simd: 'WebAssembly SIMD',
};

/**
 * The fast device on the processor: float32 in WebAssembly's 128-bit vectors, one thread, the same bits on every run of
 * one build on one machine. It has every op.
 */
export class WasmDevice implements Device {
  readonly name = 'wasm';
  readonly #kernels: Kernels;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  describe(): DeviceReport {
    return { device: this.name, description: DESCRIPTIONS[this.#kernels.build], precision: 'float32' };
  }

  compile(plan: Plan): Promise<Program> {
    return WasmProgram.compile(plan, this.#kernels);
  }
}

/**
 * Opens the device on the fastest build of the kernels that this platform accepts, or on the build asked for.
 * @throws DeviceError (DEVICE_UNAVAILABLE) where WebAssembly or that build is missing.
 */
export async function openWasmDevice(build?: KernelBuild): Promise<Device> {
  return new WasmDevice(await openKernels(build));
}
