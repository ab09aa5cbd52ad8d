import { assert } from '../../../assert.ts';
import { DeviceError } from '../../../errors.ts';
import relaxedSimdBytes from '../assembly/index.ts?wasm-bytes=relaxed-simd';
import simdBytes from '../assembly/index.ts?wasm-bytes=simd';
import type { WasmMemory, WasmModule, WebAssemblySurface } from './web-assembly.ts';
import { findWebAssembly } from './web-assembly.ts';

export type KernelBuild = 'relaxed-simd' | 'simd';

/** Runs an encoded phase: (records, recordCount, steps, work) → steps that ran. All addresses are in bytes. */
export type RunKernels = (records: number, recordCount: number, steps: number, work: number) => number;

export interface CompilationOptions {
  /** The build to compile; by default the fastest that the platform accepts. */
  readonly build?: KernelBuild;
  /**
   * A name that becomes part of the module. An engine shares machine code among equal modules of a process; a module that
   * is to be compiled anew, under settings changed since, must not be equal to an older one.
   */
  readonly codeName?: string;
  /**
   * Whether matrix products work in tiles of 16 columns instead of 8. The bits are the same; it is faster where the engine
   * pairs the kernels' vectors into wider ones, and slower elsewhere.
   */
  readonly wideTiles?: boolean;
}

/** The compiled kernels, ready to be bound to the memory of any number of programs. */
export interface Kernels {
  readonly build: KernelBuild;
  readonly webAssembly: WebAssemblySurface;
  bind(memory: WasmMemory): Promise<RunKernels>;
}

/** The fastest first. */
const BUILDS: readonly KernelBuild[] = ['relaxed-simd', 'simd'];

/** The first of these builds that this platform can run. */
export function firstAvailable(
  webAssembly: Pick<WebAssemblySurface, 'validate'>,
  builds: readonly KernelBuild[] = BUILDS,
): KernelBuild | undefined {
  return builds.find((build) => webAssembly.validate(bytesOf(build)));
}

/**
 * Compiles the kernels: the relaxed build (fused multiply-add) where the platform accepts it, plain SIMD elsewhere, or
 * the build asked for.
 * @throws DeviceError (DEVICE_UNAVAILABLE) where there is no WebAssembly with 128-bit SIMD, or not that build.
 */
export async function openKernels(options: CompilationOptions = {}): Promise<Kernels> {
  const { build: wanted, codeName, wideTiles = false } = options;
  const webAssembly = findWebAssembly();
  if (webAssembly === null) {
    throw new DeviceError('DEVICE_UNAVAILABLE', 'The wasm device needs WebAssembly, which this platform lacks.');
  }
  const build = firstAvailable(webAssembly, wanted === undefined ? BUILDS : [wanted]);
  if (build === undefined) {
    const missing = wanted === 'relaxed-simd' ? 'relaxed SIMD' : '128-bit SIMD';
    throw new DeviceError(
      'DEVICE_UNAVAILABLE',
      `The wasm device needs WebAssembly with ${missing}, which this platform lacks. Use the reference device instead.`,
    );
  }
  const bytes = bytesOf(build);
  const module = await webAssembly.compile(codeName === undefined ? bytes : withName(bytes, codeName));
  return { build, webAssembly, bind: (memory) => bindKernels(webAssembly, module, memory, wideTiles) };
}

function bytesOf(build: KernelBuild): Uint8Array {
  return build === 'relaxed-simd' ? relaxedSimdBytes : simdBytes;
}

/** The module with a custom section of that name, which means nothing to an engine (WebAssembly, section 5.5.3). */
function withName(bytes: Uint8Array, name: string): Uint8Array {
  const letters = Uint8Array.from(name, (letter) => letter.charCodeAt(0));
  assert(letters.length < 127, 'a code name is short enough for lengths of one byte');
  const named = new Uint8Array(bytes.length + 3 + letters.length);
  named.set(bytes);
  named.set([0, letters.length + 1, letters.length, ...letters], bytes.length);
  return named;
}

async function bindKernels(
  webAssembly: WebAssemblySurface,
  module: WasmModule,
  memory: WasmMemory,
  wideTiles: boolean,
): Promise<RunKernels> {
  const { exports } = await webAssembly.instantiate(module, { env: { memory } });
  if (wideTiles) (exports.useWidePanels as (wide: boolean) => void)(true);
  return exports.run as RunKernels;
}
