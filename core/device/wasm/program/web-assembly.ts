/**
 * The part of the WebAssembly interface that this device uses. core/ is compiled without the libraries of any platform,
 * and each platform's library declares the global differently, so the surface is stated here once.
 */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

declare const moduleBrand: unique symbol;
export interface WasmModule {
  readonly [moduleBrand]: true;
}

export interface WebAssemblySurface {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(
    module: WasmModule,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ): Promise<{ readonly exports: Readonly<Record<string, unknown>> }>;
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WasmMemory;
}

/** The platform's WebAssembly; null where there is none. */
export function findWebAssembly(): WebAssemblySurface | null {
  const platform = globalThis as unknown as { readonly WebAssembly?: WebAssemblySurface };
  return platform.WebAssembly ?? null;
}
