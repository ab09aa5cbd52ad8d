import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { decodeChunk, decodeCurve } from '#core/contract/series-codec.ts';
import { openStore } from '#main/store/open-store.ts';
import { connectedLab } from './connected-lab.ts';
import { readEventFile, writeEventFile } from './event-file.ts';
import { measureFilters, type FilterTimes } from './filters.ts';
import { measureIngest, type BatchShape, type IngestRates } from './ingest.ts';
import { ROW_LAYOUTS, RowPeer, type RowLayout } from './row-peer.ts';
import { listTime, type ListTime } from './roles.ts';
import { tensorboardTime, type TensorboardTime } from './tensorboard-peer.ts';
import { figureOf, inTurns, type Figure } from './timing.ts';
import { trainingCurve } from './training-curve.ts';

export interface MeasureOptions {
  /** The database, built. */
  readonly file: string;
  /** Where the peers may write. */
  readonly peers: string;
  readonly rounds: number;
  readonly python: string;
  readonly peerScript: string;
  readonly print: (line: string) => void;
}

export interface Measurements {
  readonly runs: number;
  readonly points: number;
  readonly longSteps: number;
  readonly bytesPerPoint: number;
  readonly list: {
    readonly opened: Figure;
    readonly listed: Figure;
    readonly firstRuns: Figure;
    readonly whole: Figure;
    readonly experiments: number;
  };
  readonly filter: FilterTimes;
  readonly draw: Record<'curves' | 'zoom' | 'full', Figure>;
  readonly ingest: readonly IngestRates[];
  readonly load: Record<'ours' | RowLayout | 'event files', Figure>;
  readonly rows: Record<RowLayout, { readonly ingestRate: number; readonly bytesPerPoint: number }>;
  readonly eventFiles: { readonly writeMs: number; readonly bytesPerPoint: number };
  readonly tensorboard: TensorboardTime | null;
}

/** Series of four runs are loaded, as for a comparison of two arms with two seeds. */
const SERIES = 'train/loss';
const LOADED_RUNS = 4;
const ROW_SHAPE: BatchShape = { series: 4, steps: 1_000 };
/** As many columns as a wide chart has, five points each (`thinCurve`). */
const POINTS_DRAWN = 8_000;
const TENSORBOARD_SCALARS = 100_000;

export async function measure(options: MeasureOptions): Promise<Measurements> {
  const { file, rounds, print } = options;
  const { runs, points } = contentsOf(file);
  const bytesPerPoint = statSync(file).size / points;
  print('opening the list …');
  const lists: ListTime[] = [];
  for (let round = 0; round < rounds; round += 1) lists.push(await listTime(file));
  const { runIds: longRuns, steps: longSteps } = await longRunsOf(file);
  print('filters …');
  const filter = await measureFilters(file, rounds);
  print('loading for drawing …');
  const draw = await measureDraw(file, longRuns, longSteps, rounds);
  print('ingest …');
  const ingest = await measureIngest(file, longRuns, longSteps, rounds);
  print('one row per point …');
  const peers = buildRowPeers(options, longSteps);
  print('event files …');
  const eventFiles = writeEventFiles(options, longSteps);
  const load = await measureLoad(options, { longRuns, longSteps, peers, eventFiles: eventFiles.files });
  const rows = Object.fromEntries(
    peers.map(({ layout, ingestRate, peer }) => [
      layout,
      { ingestRate, bytesPerPoint: peer.bytes() / (longSteps * ROW_SHAPE.series) },
    ]),
  ) as Measurements['rows'];
  for (const { peer } of peers) peer.close();
  return {
    runs,
    points,
    longSteps,
    bytesPerPoint,
    list: {
      opened: figureOf(lists.map(({ openMs }) => openMs)),
      listed: figureOf(lists.map(({ listMs }) => listMs)),
      firstRuns: figureOf(lists.map(({ runsMs }) => runsMs)),
      whole: figureOf(lists.map(({ openMs, listMs, runsMs }) => openMs + listMs + runsMs)),
      experiments: lists[0].experiments,
    },
    filter,
    draw,
    ingest,
    load,
    rows,
    eventFiles: { writeMs: eventFiles.writeMs, bytesPerPoint: eventFiles.bytesPerPoint },
    tensorboard: measureTensorboard(options),
  };
}

function contentsOf(file: string): { runs: number; points: number } {
  const database = new Database(file, { readonly: true });
  const [runs, points] = ['count(*) FROM runs', 'sum(points * width) FROM seriesChunks'].map((what) =>
    Number(database.prepare(`SELECT ${what}`).pluck().get()),
  );
  database.close();
  return { runs, points };
}

/** The runs of the first experiment, which are long ones, and their length. The file may be one that was kept. */
async function longRunsOf(file: string): Promise<{ runIds: string[]; steps: number }> {
  const store = await openStore(file, { mode: 'read' });
  const { id } = (await store.experiments.list()).at(-1) ?? { id: '' };
  const { runs } = await store.experiments.get(id);
  await store.close();
  const longRuns = runs.slice(0, LOADED_RUNS);
  return { runIds: longRuns.map((run) => run.id), steps: Math.min(...longRuns.map((run) => run.steps)) };
}

/** From the request to numbers that a chart can draw, through contract, codec and message port. */
async function measureDraw(
  file: string,
  runIds: string[],
  longSteps: number,
  rounds: number,
): Promise<Measurements['draw']> {
  const { client, close } = await connectedLab(file);
  const curves = async (range: { fromStep?: number; toStep?: number }) => {
    const asked = runIds.map((runId) => ({ runIds: [runId], name: SERIES, ...range }));
    const found = await client.runs.curves({ curves: asked, pointsMax: POINTS_DRAWN });
    return found.map(decodeCurve);
  };
  const middle = Math.floor(longSteps / 2);
  const figures = await inTurns(
    {
      curves: () => curves({}),
      zoom: () => curves({ fromStep: middle, toStep: middle + POINTS_DRAWN - 1 }),
      full: async () => {
        const found = await client.runs.series({ runIds, names: [SERIES] });
        return found.map(({ name, chunks }) => chunks.map((chunk) => decodeChunk(name, chunk)));
      },
    },
    rounds,
  );
  await close();
  return figures;
}

interface BuiltRows {
  readonly layout: RowLayout;
  readonly peer: RowPeer;
  readonly ingestRate: number;
}

function buildRowPeers({ peers }: MeasureOptions, longSteps: number): BuiltRows[] {
  return (Object.keys(ROW_LAYOUTS) as RowLayout[]).map((layout) => {
    const peer = new RowPeer(join(peers, `rows ${layout}.db`), layout);
    return { layout, peer, ingestRate: peer.ingestRate(1, ROW_SHAPE, longSteps) };
  });
}

/** One file a run, as SummaryWriter leaves them. */
function writeEventFiles(
  { peers }: MeasureOptions,
  longSteps: number,
): { files: string[]; writeMs: number; bytesPerPoint: number } {
  const files = Array.from({ length: LOADED_RUNS }, (_, index) => join(peers, `events.out.tfevents.${index}`));
  const curve = trainingCurve(longSteps);
  const start = performance.now();
  for (const file of files) writeEventFile(file, SERIES, curve);
  const writeMs = performance.now() - start;
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return { files, writeMs, bytesPerPoint: bytes / (longSteps * files.length) };
}

interface Loaded {
  readonly longRuns: readonly string[];
  readonly longSteps: number;
  readonly peers: readonly BuiltRows[];
  readonly eventFiles: readonly string[];
}

/** The same four series in full, from each of the stores, as numbers in memory. */
async function measureLoad(
  { file, rounds }: MeasureOptions,
  { longRuns, longSteps, peers, eventFiles }: Loaded,
): Promise<Measurements['load']> {
  const store = await openStore(file, { mode: 'read' });
  const check = (counts: readonly number[]) => {
    if (counts.length === LOADED_RUNS && counts.every((count) => count === longSteps)) return;
    throw new Error(`expected ${LOADED_RUNS} series of ${longSteps} points, received ${counts.join(', ')}`);
  };
  const rows = (layout: RowLayout) => () => {
    const peer = peers.find((candidate) => candidate.layout === layout)?.peer;
    check((peer?.read([1, 2, 3, 4]) ?? []).map(({ steps }) => steps.length));
  };
  const load = await inTurns(
    {
      ours: async () => {
        const found = await store.series.read(longRuns, [SERIES]);
        check(found.map(({ chunks }) => chunks.reduce((sum, { values }) => sum + values.length, 0)));
      },
      'without rowid': rows('without rowid'),
      'with rowid': rows('with rowid'),
      'event files': () => check(eventFiles.map((name) => readEventFile(name).get(SERIES)?.steps.length ?? 0)),
    },
    rounds,
  );
  await store.close();
  return load;
}

function measureTensorboard({ peers, python, peerScript }: MeasureOptions): TensorboardTime | null {
  const file = join(peers, 'events.out.tfevents.tensorboard');
  writeEventFile(file, SERIES, trainingCurve(TENSORBOARD_SCALARS));
  const time = tensorboardTime(python, peerScript, file);
  const last = trainingCurve(TENSORBOARD_SCALARS)[TENSORBOARD_SCALARS - 1];
  if (time !== null && (time.scalars !== TENSORBOARD_SCALARS || time.last !== last)) {
    throw new Error(`TensorBoard read other scalars than were written: ${JSON.stringify(time)}`);
  }
  return time;
}
