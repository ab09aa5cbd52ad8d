/** One way to train a net, warm and ready to be timed. */
export interface Runner {
  /** Trains so many steps. @returns ms per step */
  time(steps: number): Promise<number>;
  dispose(): Promise<void>;
}
