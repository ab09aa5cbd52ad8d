/**
 * What `build/plugins/assemblyscript.ts` gives: the compiled module of an AssemblyScript entry. Its suffix chooses the
 * build: `?wasm-bytes=simd` or `?wasm-bytes=relaxed-simd`.
 */
declare module '*?wasm-bytes=simd' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module '*?wasm-bytes=relaxed-simd' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
