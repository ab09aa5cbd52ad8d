import type { Plan } from '../../plan/plan.ts';
import type { Device, DeviceReport, Program } from '../device.ts';
import { openKernels, type CompilationOptions, type KernelBuild, type Kernels } from './program/kernels.ts';
import { WasmProgram } from './program/wasm-program.ts';

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
  readonly #description: string;

  constructor(kernels: Kernels, remark: string) {
    this.#kernels = kernels;
    this.#description = [DESCRIPTIONS[kernels.build], remark].filter((part) => part !== '').join(', ');
  }

  describe(): DeviceReport {
    return { device: this.name, description: this.#description, precision: 'float32' };
  }

  compile(plan: Plan): Promise<Program> {
    return WasmProgram.compile(plan, this.#kernels);
  }
}

export interface WasmDeviceOptions extends CompilationOptions {
  /** Added to the device's description: what whoever opens it knows of the engine's settings. */
  readonly remark?: string;
}

/**
 * Opens the device on the fastest build of the kernels that this platform accepts, or on the build asked for.
 * @throws DeviceError (DEVICE_UNAVAILABLE) where WebAssembly or that build is missing.
 */
export async function openWasmDevice(options: WasmDeviceOptions = {}): Promise<Device> {
  return new WasmDevice(await openKernels(options), options.remark ?? '');
}
