import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreError } from '#core/errors.ts';
import type { PointsEvent } from '#core/train/events.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { points } from '#test/fixtures/points.ts';
import { freshFolder, newExperiment } from '../experiments.ts';

async function freshStore(): Promise<Store> {
  const store = await openStore(join(await freshFolder(), 'lab.db'), { mode: 'own' });
  onTestFinished(() => store.close());
  return store;
}

async function freshRun(store: Store): Promise<string> {
  const { id } = await store.experiments.create(newExperiment());
  return (await store.experiments.get(id)).runs[0].id;
}

/** What a run tells of one series in its whole life: [step, bits of the values of that step]. */
interface Telling {
  readonly name: string;
  readonly width: number;
  readonly points: readonly (readonly [number, readonly number[]])[];
}

const telling = (name: string, width: number): fc.Arbitrary<Telling> =>
  fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: width, maxLength: width }),
      ),
      { minLength: 1, maxLength: 60 },
    )
    .map((gaps) => {
      let step = -1;
      return { name, width, points: gaps.map(([gap, bits]) => [(step += gap), bits] as const) };
    });

/** One try at the run: where it starts over, how far it gets, and into what pieces and batches it cuts what it tells. */
const attempt = fc.record({
  from: fc.nat(),
  to: fc.integer({ min: 0, max: 200 }),
  pointsPerPiece: fc.integer({ min: 1, max: 9 }),
  piecesPerBatch: fc.integer({ min: 1, max: 5 }),
});

/** The points above `from` and up to `to` in evenly spaced pieces of at most `pointsMax` points. */
function piecesOf(series: Telling, from: number, to: number, pointsMax: number): PointsEvent[] {
  const pieces: { steps: number[]; bits: number[] }[] = [];
  for (const [step, bits] of series.points) {
    if (step <= from || step > to) continue;
    const last = pieces.at(-1);
    const [first = 0, second, ...rest] = last?.steps ?? [];
    const even = second === undefined || step - (rest.at(-1) ?? second) === second - first;
    if (last === undefined || !even || last.steps.length === pointsMax) pieces.push({ steps: [step], bits: [...bits] });
    else {
      last.steps.push(step);
      last.bits.push(...bits);
    }
  }
  return pieces.map(({ steps, bits }) => ({
    kind: 'points',
    series: series.name,
    firstStep: steps[0],
    stride: steps.length === 1 ? 1 : steps[1] - steps[0],
    width: series.width,
    values: new Float32Array(Uint32Array.from(bits).buffer),
  }));
}

async function stored(store: Store, run: string): Promise<Telling[]> {
  return (await store.series.read([run])).map(({ name, chunks }) => ({
    name,
    width: chunks[0].width,
    points: chunks.flatMap(({ firstStep, stride, width, values }) => {
      const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
      return Array.from(
        { length: values.length / width },
        (_, index) => [firstStep + index * stride, [...bits.subarray(index * width, (index + 1) * width)]] as const,
      );
    }),
  }));
}

describe('a run that goes on from an earlier step', () => {
  it('leaves exactly the series that it would have left undisturbed, however often and wherever it starts over', async () => {
    const store = await freshStore();
    const tellings = fc.tuple(telling('layers.0.batchNorm/runningMean', 3), telling('train/loss', 1));
    await fc.assert(
      fc.asyncProperty(tellings, fc.array(attempt, { maxLength: 5 }), async (given, attempts) => {
        const run = await freshRun(store);
        let reached = -1;
        const untilEnd = { from: 7, to: Infinity, pointsPerPiece: 4, piecesPerBatch: 2 };
        for (const { from, to, pointsPerPiece, piecesPerBatch } of [...attempts, untilEnd]) {
          const start = (from % (reached + 2)) - 1;
          const pieces = given
            .flatMap((series) => piecesOf(series, start, to, pointsPerPiece))
            .sort((one, other) => one.firstStep - other.firstStep);
          for (let first = 0; first < pieces.length; first += piecesPerBatch) {
            const batch = pieces.slice(first, first + piecesPerBatch);
            await store.runs.recordProgress(run, { steps: batch[0].firstStep, points: batch, summary: {} });
          }
          reached = Math.max(reached, Math.min(to, 200), start);
        }
        expect(await stored(store, run)).toEqual(given);
      }),
      { numRuns: 150 },
    );
  });

  it('may cut its pieces elsewhere: what is new of a piece is kept, what is known is not written again', async () => {
    const store = await freshStore();
    const run = await freshRun(store);
    await store.runs.recordProgress(run, { steps: 5, points: [points('train/loss', 1, [1, 2, 3, 4, 5])], summary: {} });
    await store.runs.recordProgress(run, {
      steps: 7,
      points: [points('train/loss', 3, [-3, -4, -5, 6, 7])],
      summary: {},
    });
    await store.runs.recordProgress(run, { steps: 4, points: [points('train/loss', 2, [-2, -3, -4])], summary: {} });
    const [{ chunks }] = await store.series.read([run]);
    expect(chunks).toEqual([points('train/loss', 1, [1, 2, 3, 4, 5, 6, 7])]);
  });
});

describe('a batch', () => {
  it('that tells of a step twice is refused whole, and the message says which', async () => {
    const store = await freshStore();
    const run = await freshRun(store);
    const twice = [points('test/loss', 1, [1]), points('train/loss', 1, [1, 2, 3]), points('train/loss', 3, [4])];
    const refusal = store.runs.recordProgress(run, { steps: 3, points: twice, summary: {} });
    await expect(refusal).rejects.toThrow(StoreError);
    await expect(refusal).rejects.toThrow(/"train\/loss" .*expected a step above 3, received 3/);
    expect(await store.series.read([run])).toEqual([]);
  });

  it('without points leaves no series behind', async () => {
    const store = await freshStore();
    const run = await freshRun(store);
    await store.runs.recordProgress(run, { steps: 1, points: [points('train/loss', 1, [])], summary: {} });
    expect(await store.series.read([run])).toEqual([]);
  });
});

describe('a range of steps', () => {
  it('is read without the chunks that lie outside it, and without series that have none inside', async () => {
    const store = await freshStore();
    const run = await freshRun(store);
    const chunks = [
      points('train/loss', 1, [1, 2, 3]),
      points('train/loss', 10, [4, 5], 5),
      points('train/loss', 30, [6]),
    ];
    await store.runs.recordProgress(run, { steps: 30, points: [...chunks, points('test/loss', 1, [1])], summary: {} });
    const read = async (from: number, to: number) =>
      (await store.series.read([run], undefined, { from, to })).map((series) => [series.name, ...series.chunks]);
    expect(await read(3, 9)).toEqual([['train/loss', chunks[0]]]);
    expect(await read(12, 29)).toEqual([['train/loss', chunks[1]]]);
    expect(await read(4, 9)).toEqual([]);
    expect(await read(15, Infinity)).toEqual([['train/loss', chunks[1], chunks[2]]]);
    expect(await read(-Infinity, 1)).toEqual([
      ['test/loss', points('test/loss', 1, [1])],
      ['train/loss', chunks[0]],
    ]);
  });
});
