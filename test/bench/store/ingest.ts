import type { PointsEvent } from '#core/train/events.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { newExperiment } from './lab-database.ts';
import { readingBeside, type ReaderReport } from './roles.ts';
import { figureOf, type Figure } from './timing.ts';
import { trainingCurve } from './training-curve.ts';

/** How a run's points come in: so many series, so many steps of each a batch, one transaction a batch. */
export interface BatchShape {
  readonly series: number;
  readonly steps: number;
}

const NAMES = ['train/loss', 'train/accuracy', 'layers.0/gradientNorm', 'layers.1/gradientNorm'];

export function seriesNames({ series }: BatchShape): string[] {
  return NAMES.slice(0, series);
}

export interface Batch {
  readonly lastStep: number;
  readonly points: readonly PointsEvent[];
}

/** Batches for so many steps, made before the clock starts. */
export function* batches(shape: BatchShape, steps: number): Generator<Batch> {
  const curve = trainingCurve(steps + NAMES.length);
  const names = seriesNames(shape);
  for (let first = 1; first <= steps; first += shape.steps) {
    const count = Math.min(shape.steps, steps - first + 1);
    yield {
      lastStep: first + count - 1,
      points: names.map((series, index) => ({
        kind: 'points',
        series,
        firstStep: first,
        stride: 1,
        width: 1,
        values: curve.subarray(first - 1 + index, first - 1 + index + count),
      })),
    };
  }
}

/** Points a second of one run that reports as fast as the store takes them. */
export async function ingestRate(store: Store, runId: string, shape: BatchShape, steps: number): Promise<number> {
  const all = [...batches(shape, steps)];
  const start = performance.now();
  for (const { lastStep, points } of all) {
    const summary = Object.fromEntries(
      points.map(({ series, values }) => [series, { last: values[values.length - 1], best: values[0] }]),
    );
    await store.runs.recordProgress(runId, { steps: lastStep, points, summary });
  }
  return (steps * shape.series) / ((performance.now() - start) / 1_000);
}

export interface IngestRates {
  readonly shape: BatchShape;
  /** Points a second, while nothing else goes on. */
  readonly alone: Figure;
  /** Points a second, while another process reads series of a million points, one after the other. */
  readonly besideReader: Figure;
  readonly reader: ReaderReport;
}

/** Steps of 4 series a batch: a fast run's tenth of a second, and a hundredth. */
const SHAPES: readonly BatchShape[] = [
  { series: 4, steps: 1_000 },
  { series: 4, steps: 100 },
];
/** What is stored takes about a second. */
const BATCHES_MAX = 2_500;

/** Points into new runs of the database that is there, which are deleted again. */
export async function measureIngest(
  file: string,
  readRunIds: readonly string[],
  longSteps: number,
  rounds: number,
): Promise<IngestRates[]> {
  const store = await openStore(file, { mode: 'own' });
  const results: IngestRates[] = [];
  for (const shape of SHAPES) {
    const steps = Math.min(longSteps, shape.steps * BATCHES_MAX);
    const repeatedly = async (times: number): Promise<number[]> => {
      const rates: number[] = [];
      for (let round = 0; round < times; round += 1) rates.push(await ingestOnce(store, shape, steps));
      return rates;
    };
    await repeatedly(1);
    const alone = figureOf(await repeatedly(rounds));
    const { result, reader } = await readingBeside(file, readRunIds, () => repeatedly(rounds));
    results.push({ shape, alone, besideReader: figureOf(result), reader });
  }
  await store.close();
  return results;
}

async function ingestOnce(store: Store, shape: BatchShape, steps: number): Promise<number> {
  const { id } = await store.experiments.create(newExperiment(0));
  const { runs } = await store.experiments.get(id);
  const rate = await ingestRate(store, runs[0].id, shape, steps);
  await store.experiments.remove(id);
  await store.experiments.delete(id);
  return rate;
}
