/** Main process → GPU window, with the port over which it serves the device. */
export const SERVE_GPU = 'gpu/serve';

export interface ServeGpu {
  readonly allowSoftware: boolean;
}
