import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDawnGpu } from '#main/devices/dawn-gpu.ts';
import type { GpuDevice } from '#core/device/gpu/gpu-device.ts';

/**
 * The GPU device for tests, on whatever adapter there is: a real one, or, asked for by name, SwiftShader, the software
 * adapter that Chromium's package brings.
 */

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** The environment in which Vulkan's loader finds SwiftShader, where a Chromium brings it. */
export function softwareGpuEnvironment(): NodeJS.ProcessEnv {
  if (!existsSync(SWIFTSHADER)) return {};
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? join(tmpdir(), `bnlab-runtime-${process.pid}`);
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  return { VK_ICD_FILENAMES: process.env['VK_ICD_FILENAMES'] ?? SWIFTSHADER, XDG_RUNTIME_DIR: runtime };
}

/** @throws DeviceError (DEVICE_UNAVAILABLE) where there is no adapter at all. */
export async function openTestGpu(): Promise<GpuDevice> {
  Object.assign(process.env, softwareGpuEnvironment());
  return openDawnGpu({ allowSoftware: true });
}
