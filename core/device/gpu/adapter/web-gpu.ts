/**
 * The part of WebGPU that this device uses. core/ is compiled without the libraries of any platform, and Node's Dawn and
 * Chromium's WebGPU declare the same objects in different places, so the surface is stated here once.
 */

export interface GpuBuffer {
  readonly size: number;
  mapAsync(mode: number, offset?: number, size?: number): Promise<unknown>;
  getMappedRange(offset?: number, size?: number): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

declare const opaque: unique symbol;
export interface GpuBindGroupLayout {
  readonly [opaque]?: 'bindGroupLayout';
}
export interface GpuBindGroup {
  readonly [opaque]?: 'bindGroup';
}
export interface GpuShaderModule {
  readonly [opaque]?: 'shaderModule';
}
export interface GpuCommandBuffer {
  readonly [opaque]?: 'commandBuffer';
}
export interface GpuComputePipeline {
  getBindGroupLayout(index: number): GpuBindGroupLayout;
}

export interface GpuComputePass {
  setPipeline(pipeline: GpuComputePipeline): void;
  setBindGroup(index: number, group: GpuBindGroup): void;
  dispatchWorkgroups(x: number, y?: number, z?: number): void;
  end(): void;
}

export interface GpuCommandEncoder {
  beginComputePass(): GpuComputePass;
  copyBufferToBuffer(
    source: GpuBuffer,
    sourceOffset: number,
    target: GpuBuffer,
    targetOffset: number,
    size: number,
  ): void;
  finish(): GpuCommandBuffer;
}

export interface GpuQueue {
  writeBuffer(buffer: GpuBuffer, offset: number, data: ArrayBufferView): void;
  submit(commands: GpuCommandBuffer[]): void;
  onSubmittedWorkDone(): Promise<unknown>;
}

export interface GpuBindGroupEntry {
  readonly binding: number;
  readonly resource: { readonly buffer: GpuBuffer; readonly offset?: number; readonly size?: number };
}

export interface GpuLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

export interface GpuError {
  readonly message: string;
}

export interface WebGpuDevice {
  readonly limits: GpuLimits;
  readonly queue: GpuQueue;
  readonly lost: Promise<{ readonly reason?: string; readonly message: string }>;
  onuncapturederror: ((event: { readonly error: GpuError }) => void) | null;
  createBuffer(description: { size: number; usage: number }): GpuBuffer;
  createShaderModule(description: { code: string }): GpuShaderModule;
  createComputePipeline(description: {
    layout: 'auto';
    compute: { module: GpuShaderModule; entryPoint: string };
  }): GpuComputePipeline;
  createBindGroup(description: { layout: GpuBindGroupLayout; entries: GpuBindGroupEntry[] }): GpuBindGroup;
  createCommandEncoder(): GpuCommandEncoder;
  pushErrorScope(filter: 'out-of-memory' | 'validation' | 'internal'): void;
  popErrorScope(): Promise<GpuError | null>;
  destroy(): void;
}

export interface WebGpuAdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

export interface WebGpuAdapter {
  readonly info: WebGpuAdapterInfo;
  readonly limits: GpuLimits;
  requestDevice(description: { requiredLimits: Readonly<Record<string, number>> }): Promise<WebGpuDevice>;
}

/** `navigator.gpu`, or what Dawn makes. */
export interface WebGpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<WebGpuAdapter | null>;
}

/** GPUBufferUsage and GPUMapMode, as the specification numbers them: not every platform has them as globals. */
export const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, uniform: 0x40, storage: 0x80 } as const;
export const MAP_READ = 0x1;

/** Offsets of bindings are multiples of this; the specification's default limit, which every adapter grants. */
export const BINDING_ALIGNMENT = 256;
