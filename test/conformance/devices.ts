import { describe, test } from 'vitest';
import { DEVICE_NAMES, type Device } from '#core/device/device.ts';
import { GpuDevice } from '#core/device/gpu/gpu-device.ts';
import { openDevice } from '#core/device/registry.ts';
import { openWasmDevice } from '#core/device/wasm/wasm-device.ts';
import { LabError } from '#core/errors.ts';
import { openTestGpu } from '#test/gpu.ts';
import { missing } from '#test/requirements.ts';

/**
 * Every device that is held against the reference, found by name in the registry, so that a new device is in the suite
 * from its first day. The wasm device chooses the fastest build of its kernels; the slower one stands here besides,
 * and so do the tiles that it uses only with turbo.
 */

interface Candidate {
  readonly name: string;
  readonly open: () => Promise<Device>;
}

const candidates: Candidate[] = [
  ...DEVICE_NAMES.filter((name) => name !== 'reference').map((name) => ({
    name,
    open: () => openDevice(name, { gpu: openTestGpu }),
  })),
  { name: 'wasm (plain SIMD)', open: () => openWasmDevice({ build: 'simd' }) },
  { name: 'wasm (wide tiles)', open: () => openWasmDevice({ wideTiles: true }) },
];

interface Opened {
  readonly name: string;
  readonly device: Device | null;
  /** Why it cannot run here. */
  readonly reason: string;
}

const opened: Opened[] = await Promise.all(
  candidates.map(async ({ name, open }) => {
    try {
      return { name, device: await open(), reason: '' };
    } catch (thrown) {
      // Only an expected failure is a skip; a fault in the device's code must fail the suite.
      if (!(thrown instanceof LabError)) throw thrown;
      return { name, device: null, reason: thrown.message };
    }
  }),
);

/**
 * Where floats below 2^−126 are taken for 0, as WebGPU allows every adapter to: results of that order are not compared,
 * and each term of a sum may lose as much.
 */
export function smallestFloat(device: Device): number {
  return device.name === 'gpu' ? 2 ** -126 : 0;
}

/** Software that plays a GPU manages 0.2 GFLOP/s: whole runs are shorter there. */
export function isSlow(device: Device): boolean {
  return device instanceof GpuDevice && device.isSoftware;
}

/** Runs the tests once per device; a device that is missing here is skipped by name, with its reason. */
export function describeDevices(title: string, tests: (device: Device) => void): void {
  for (const { name, device, reason } of opened) {
    if (device === null) test(`${title} on ${name}`, (context) => missing(context, reason));
    else describe(`${title} on ${name}`, () => tests(device));
  }
}
