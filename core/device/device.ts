import type { BufferId, PhaseName, Plan } from '../plan/plan.ts';

/**
 * A device compiles plans and runs them over its own memory. Its interface is asynchronous and coarse, so that it can
 * sit behind a worker, a process or a window. It knows no layer, no model and no experiment.
 */
export interface Device {
  readonly name: DeviceName;
  /** What actually runs, for the environment record. */
  describe(): DeviceReport;
  /** @throws DeviceError (UNSUPPORTED) naming the op that this device lacks. */
  compile(plan: Plan): Promise<Program>;
  /** Gives back what the device holds of the platform; nothing of it may be used after that. */
  close?(): void;
}

/** Every device there is; `registry.ts` makes them. */
export const DEVICE_NAMES = ['reference', 'wasm', 'gpu'] as const;
export type DeviceName = (typeof DEVICE_NAMES)[number];

/** What may be asked for: a device by name, or the one that makes the experiment's steps fastest here. */
export const DEVICE_REQUESTS = [...DEVICE_NAMES, 'auto'] as const;
export type DeviceRequest = (typeof DEVICE_REQUESTS)[number];

export interface DeviceReport {
  readonly device: DeviceName;
  /** One line for people: `WebAssembly SIMD, relaxed (fused multiply-add)`. */
  readonly description: string;
  /** `float64` or `float32`. */
  readonly precision: 'float32' | 'float64';
}

export type BufferValues = Float64Array | Float32Array | Int32Array | Uint8Array;

export interface BufferWrite {
  readonly buffer: BufferId;
  /** Dense, row-major. */
  readonly values: BufferValues;
  /** First row that is written; 0 if not given. */
  readonly firstRow?: number;
}

/** A compiled plan with its memory. Buffers start as zeros. */
export interface Program {
  write(writes: readonly BufferWrite[]): Promise<void>;
  /**
   * Runs `steps` steps of a phase (at most its `stepsMax`); step s takes row s of the phase's indices and fills row s of
   * its log. Ends early, after a whole step, if that step's loss is not finite.
   * @returns how many steps ran.
   */
  run(phase: PhaseName, steps: number): Promise<number>;
  /** Copies of whole buffers, dense: Float64Array on the reference, Float32Array elsewhere, Int32Array for int. */
  read(buffers: readonly BufferId[]): Promise<BufferValues[]>;
  dispose(): Promise<void>;
}
