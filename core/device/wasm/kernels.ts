import { DeviceError } from '../../errors.ts';
import relaxedSimdBytes from './assembly/index.ts?wasm-bytes=relaxed-simd';
import simdBytes from './assembly/index.ts?wasm-bytes=simd';
import type { WasmMemory, WasmModule, WebAssemblySurface } from './web-assembly.ts';
import { findWebAssembly } from './web-assembly.ts';

export type KernelBuild = 'relaxed-simd' | 'simd';

/** Runs an encoded phase: (records, recordCount, steps, work) → steps that ran. All addresses are in bytes. */
export type RunKernels = (records: number, recordCount: number, steps: number, work: number) => number;

/** The compiled kernels, ready to be bound to the memory of any number of programs. */
export interface Kernels {
  readonly build: KernelBuild;
  readonly webAssembly: WebAssemblySurface;
  bind(memory: WasmMemory): Promise<RunKernels>;
}

/** The builds that this platform can run, the fastest first. */
export function availableBuilds(webAssembly: WebAssemblySurface): KernelBuild[] {
  const builds: KernelBuild[] = ['relaxed-simd', 'simd'];
  return builds.filter((build) => webAssembly.validate(bytesOf(build)));
}

/**
 * Compiles the kernels: the relaxed build (fused multiply-add) where the platform accepts it, plain SIMD elsewhere, or
 * the build asked for.
 * @throws DeviceError (DEVICE_UNAVAILABLE) where there is no WebAssembly with 128-bit SIMD, or not that build.
 */
export async function openKernels(wanted?: KernelBuild): Promise<Kernels> {
  const webAssembly = findWebAssembly();
  if (webAssembly === null) {
    throw new DeviceError('DEVICE_UNAVAILABLE', 'The wasm device needs WebAssembly, which this platform lacks.');
  }
  const builds = availableBuilds(webAssembly);
  const build = wanted ?? builds[0];
  if (build === undefined || !builds.includes(build)) {
    const missing = wanted === 'relaxed-simd' ? 'relaxed SIMD' : '128-bit SIMD';
    throw new DeviceError(
      'DEVICE_UNAVAILABLE',
      `The wasm device needs WebAssembly with ${missing}, which this platform lacks. Use the reference device instead.`,
    );
  }
  const module = await webAssembly.compile(bytesOf(build));
  return { build, webAssembly, bind: (memory) => bindKernels(webAssembly, module, memory) };
}

function bytesOf(build: KernelBuild): Uint8Array {
  return build === 'relaxed-simd' ? relaxedSimdBytes : simdBytes;
}

async function bindKernels(
  webAssembly: WebAssemblySurface,
  module: WasmModule,
  memory: WasmMemory,
): Promise<RunKernels> {
  const { exports } = await webAssembly.instantiate(module, { env: { memory } });
  return exports.run as RunKernels;
}
