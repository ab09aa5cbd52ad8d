import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import type { GpuDevice } from '#core/device/gpu/gpu-device.ts';
import { LabError } from '#core/errors.ts';
import { openDawnGpu } from '#main/devices/dawn-gpu.ts';
import { missing } from './requirements.ts';

/**
 * The GPU device for tests, on any available adapter: a real one or, if requested by name, SwiftShader, the software
 * adapter in Chromium's package.
 */

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** The environment in which Vulkan's loader finds SwiftShader, if a Chromium has it. */
export function softwareGpuEnvironment(): NodeJS.ProcessEnv {
  if (!existsSync(SWIFTSHADER)) return {};
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? join(tmpdir(), `bnlab-runtime-${process.pid}`);
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  return { VK_ICD_FILENAMES: process.env['VK_ICD_FILENAMES'] ?? SWIFTSHADER, XDG_RUNTIME_DIR: runtime };
}

/** @throws DeviceError (DEVICE_UNAVAILABLE) if there is no adapter at all. */
export async function openTestGpu(): Promise<GpuDevice> {
  Object.assign(process.env, softwareGpuEnvironment());
  return openDawnGpu({ allowSoftware: true });
}

/** The GPU for one test, which is skipped by name where there is no adapter, or no Vulkan to reach it by. */
export async function requireGpu(context: TestContext): Promise<GpuDevice> {
  try {
    return await openTestGpu();
  } catch (thrown) {
    // Only an expected failure is a skip; a fault in the device's code must fail the test.
    if (!(thrown instanceof LabError)) throw thrown;
    return missing(context, thrown.message);
  }
}
