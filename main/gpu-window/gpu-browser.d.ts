/** gpu.js as one file for browsers; `GpuJs` declares what is used of it. */
declare module 'gpu.js/dist/gpu-browser.js' {
  const gpu: unknown;
  export default gpu;
}
