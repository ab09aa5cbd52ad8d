import type { WebGpuAdapterInfo } from './web-gpu.ts';

/** Names under which processors play a GPU: Google's SwiftShader, Mesa's llvmpipe and lavapipe, Microsoft's WARP. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b|null-backend/i;

/** An adapter for people: `NVIDIA H200`, `swiftshader, SwiftShader driver 5.0.0`. */
export function adapterName({ vendor, architecture, device, description }: WebGpuAdapterInfo): string {
  const parts = [description, [vendor, architecture].filter((part) => part !== '').join(' ')].filter(
    (part) => part !== '',
  );
  return parts.join(', ') || device || 'an unnamed adapter';
}

/** Browsers may hide the name, but say whether they fell back to software. */
export function isSoftwareAdapter(info: WebGpuAdapterInfo): boolean {
  const { vendor, architecture, device, description, isFallbackAdapter = false } = info;
  return isFallbackAdapter || SOFTWARE.test([vendor, architecture, device, description].join(' '));
}
