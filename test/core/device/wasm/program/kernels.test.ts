import { describe, expect, test } from 'vitest';
import { firstAvailable, openKernels } from '#core/device/wasm/program/kernels.ts';
import { findWebAssembly } from '#core/device/wasm/program/web-assembly.ts';
import relaxedSimdBytes from '#core/device/wasm/assembly/index.ts?wasm-bytes=relaxed-simd';
import simdBytes from '#core/device/wasm/assembly/index.ts?wasm-bytes=simd';

describe('compiled kernels', () => {
  test.each([
    ['simd', simdBytes],
    ['relaxed-simd', relaxedSimdBytes],
  ])('%s: imports only its memory, holds no data of its own', (_build, bytes) => {
    const module = new WebAssembly.Module(bytes);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    // Section 11 is the data section: static data would lie where the memory map puts records.
    expect(sectionIds(bytes)).not.toContain(11);
  });

  test('the relaxed build is the first choice where the platform has it', async () => {
    const platform = findWebAssembly();
    if (platform === null) throw new Error('tests run where WebAssembly exists');
    const kernels = await openKernels();
    expect(kernels.build).toBe(firstAvailable(platform));
    expect(firstAvailable(platform, ['simd'])).toBe('simd');
  });

  test('a code name makes another module of the same functions', async () => {
    const imports = [{ module: 'env', name: 'memory', kind: 'memory' }];
    const compiled: Uint8Array[] = [];
    const platform = WebAssembly.compile;
    WebAssembly.compile = (bytes: BufferSource) => {
      compiled.push(bytes as Uint8Array);
      return platform(bytes);
    };
    try {
      await openKernels();
      await openKernels({ codeName: 'turbo' });
    } finally {
      WebAssembly.compile = platform;
    }
    const [plain, named] = compiled;
    expect(named.subarray(0, plain.length)).toEqual(plain);
    const module = new WebAssembly.Module(Uint8Array.from(named));
    expect(WebAssembly.Module.customSections(module, 'turbo')).toHaveLength(1);
    expect(WebAssembly.Module.imports(module)).toEqual(imports);
  });

  test('without relaxed SIMD the plain build remains', () => {
    const platform = { ...present(findWebAssembly()), validate: (bytes: Uint8Array) => bytes !== relaxedSimdBytes };
    expect(firstAvailable(platform)).toBe('simd');
    expect(firstAvailable(platform, ['relaxed-simd'])).toBeUndefined();
  });
});

function present<T>(value: T | null): T {
  if (value === null) throw new Error('tests run where WebAssembly exists');
  return value;
}

function sectionIds(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  let at = 8;
  while (at < bytes.length) {
    ids.push(bytes[at++]);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return ids;
}
