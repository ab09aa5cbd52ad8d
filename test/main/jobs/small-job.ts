import { runSpec, type RunSpec } from '#core/spec/experiment.ts';
import type { TrainEvent } from '#core/train/events.ts';
import type { JobRequest } from '#main/jobs/job.ts';
import { RecordedJob } from './recorded-job.ts';

export const FOREVER = 100_000_000;

export function spec(steps: number, changes: object = {}): RunSpec {
  return runSpec.parse({
    dataset: { kind: 'spirals', trainExamples: 400, testExamples: 200 },
    network: {
      layers: [
        { kind: 'dense', units: 16 },
        { kind: 'dropout', rate: 0.1 },
        { kind: 'dense', units: 16 },
      ],
      normalization: { kind: 'batch' },
    },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    batchSize: 20,
    duration: { unit: 'steps', count: steps },
    evaluation: { interval: { unit: 'steps', count: 250 } },
    ...changes,
  });
}

export const start = (steps: number, changes: Partial<JobRequest['start']> = {}): JobRequest['start'] => ({
  spec: spec(steps),
  seed: 1,
  device: 'reference',
  turbo: false,
  checkpoint: null,
  earlierSeconds: 0,
  ...changes,
});

/** The first event of a kind that a job sends. */
export function told(kind: TrainEvent['kind'], options: Omit<ConstructorParameters<typeof RecordedJob>[0], 'onEvent'>) {
  let resolve: () => void = () => undefined;
  const happened = new Promise<void>((done) => (resolve = done));
  const job = new RecordedJob({ ...options, onEvent: (event) => void (event.kind === kind && resolve()) });
  return { job, happened };
}
