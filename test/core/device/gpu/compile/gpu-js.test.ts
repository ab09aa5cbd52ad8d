import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GpuJsKernels, type GpuJs, type KernelThread } from '#core/device/gpu/compile/gpu-js.ts';
import { Uniforms } from '#core/device/gpu/compile/uniforms.ts';
import type { WebGpuDevice } from '#core/device/gpu/adapter/web-gpu.ts';
import { openDawnGpu } from '#main/devices/dawn-gpu.ts';

/**
 * The device uses fields of gpu.js that it does not document. On Dawn's null backend, which is everywhere and computes
 * nothing, this notices when they are gone: before it looks like a wrong result somewhere else.
 */

const require = createRequire(import.meta.url);

let close: () => void;
let device: WebGpuDevice;
let gpuJs: GpuJs;

beforeAll(async () => {
  const gpu = await openDawnGpu({ allowSoftware: true, backend: 'null' });
  ({ device, gpuJs } = gpu.runtime);
  close = () => gpu.close();
});

afterAll(() => close());

function addScaled(this: KernelThread<{ readonly factor: number }>, a: number[][], b: number[]): number {
  return a[this.thread.y][this.thread.x] + this.constants.factor * b[this.thread.x];
}

describe('gpu.js', () => {
  it('is the version whose inside is known', () => {
    expect((require('gpu.js/package.json') as { version: string }).version).toBe('2.24.1');
  });

  it('builds kernels without running them, on the device that it was handed', async () => {
    const kernels = new GpuJsKernels(gpuJs, device);
    const kernel = await kernels.kernel(addScaled, { rank: 2, constants: { factor: 3 } });
    expect(await kernels.kernel(addScaled, { rank: 2, constants: { factor: 3 } })).toBe(kernel);
    expect(await kernels.kernel(addScaled, { rank: 2, constants: { factor: 4 } })).not.toBe(kernel);
  });

  it('has the uniform block that bindings fill: extents of the output, then of each array', async () => {
    const kernel = await new GpuJsKernels(gpuJs, device).kernel(addScaled, { rank: 2, constants: { factor: 3 } });
    const blocks: number[][] = [];
    const uniforms = new Uniforms(device);
    const block = uniforms.block.bind(uniforms);
    uniforms.block = (words) => {
      blocks.push([...words]);
      return block(words);
    };
    const buffer = device.createBuffer({ size: 1024, usage: 0x80 | 0x4 | 0x8 });
    const output = device.createBuffer({ size: 1024, usage: 0x80 | 0x4 | 0x8 });
    const a = { buffer, offset: 0, size: 240, rows: 10, columns: 6, planes: 1 };
    const b = { buffer, offset: 256, size: 24, rows: 1, columns: 6, planes: 1 };
    const { groups } = kernel.bind(
      [a, b],
      [{ buffer: output, offset: 0, size: 240, rows: 10, columns: 6, planes: 1 }],
      uniforms,
    );
    expect(groups).toEqual([1, 2, 1]);
    expect(blocks).toEqual([[6, 10, 1, 0, 6, 10, 1, 60, 6, 1, 1, 6]]);
  });

  it('refuses, by its own words, a kernel that it cannot translate', async () => {
    const kernels = new GpuJsKernels(gpuJs, device);
    const untranslatable = function (this: KernelThread, a: number[]): number {
      return Number.parseFloat(String(a[this.thread.x]));
    };
    await expect(kernels.kernel(untranslatable, { rank: 1 })).rejects.toThrow();
  });
});
