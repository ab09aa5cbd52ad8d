/** Main process → GPU window, with the port on which to serve the device. */
export const SERVE_GPU = 'gpu/serve';

export interface ServeGpu {
  readonly allowSoftware: boolean;
}
