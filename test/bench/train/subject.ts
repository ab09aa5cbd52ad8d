/** Something whose training step is timed. */
export interface Subject {
  readonly arm: string;
  readonly engine: string;
  /** Steps between two looks at the clock: enough that the clock's grain does not show. */
  readonly stepsPerRound: number;
  /** Runs so many steps to their end. */
  run(steps: number): Promise<void>;
  dispose(): Promise<void>;
}

export interface Measurement {
  readonly arm: string;
  readonly engine: string;
  readonly rounds: number;
  readonly stepsPerRound: number;
  readonly medianMs: number;
  readonly minMs: number;
}

/** Rounds that warm up compilers and caches, and are not counted. */
const WARM_UP_ROUNDS = 4;

/**
 * Times all subjects in turn, round after round, so that whatever else the machine does falls on all alike. A subject's
 * figures are the median and the least of its rounds, in milliseconds per step.
 */
export async function measure(subjects: readonly Subject[], rounds: number): Promise<Measurement[]> {
  const durations = subjects.map((): number[] => []);
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      const start = performance.now();
      await subject.run(subject.stepsPerRound);
      const durationMs = (performance.now() - start) / subject.stepsPerRound;
      if (round >= WARM_UP_ROUNDS) durations[index].push(durationMs);
    }
  }
  return subjects.map(({ arm, engine, stepsPerRound }, index) => {
    const sorted = durations[index].sort((a, b) => a - b);
    const medianMs = (sorted[Math.floor((rounds - 1) / 2)] + sorted[Math.ceil((rounds - 1) / 2)]) / 2;
    return { arm, engine, rounds, stepsPerRound, medianMs, minMs: sorted[0] };
  });
}
