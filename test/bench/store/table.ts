import type { Measurements } from './measure.ts';
import type { Figure } from './timing.ts';

/** The bars that the store is built to meet, at full scale. */
const GOALS = { listMs: 300, filterMs: 200, drawMs: 150, ingestRate: 2e6, bytesPerPoint: 6 };

export function table(found: Measurements): string {
  const { list, filter, draw, load, rows, eventFiles, tensorboard } = found;
  const layout = load['without rowid'].median <= load['with rowid'].median ? 'without rowid' : 'with rowid';
  const best = rows[layout];
  const [million, four] = [found.longSteps.toLocaleString('en'), 'four series'];
  const ingestAlone = found.ingest[0].alone.median;
  const lines: (readonly string[])[] = [
    ['', 'median (min to max)', 'goal'],
    [
      `opening the list: ${found.runs} runs, ${list.experiments} experiments, new process`,
      ms(list.whole),
      `≤ ${GOALS.listMs} ms`,
    ],
    ['  of it opening the database', ms(list.opened), ''],
    ['  of it the list, through the contract', ms(list.listed), ''],
    ['  of it the first page of all runs', ms(list.firstRuns), ''],
    ['filter over all runs: three conditions on results and specs', ms(filter.numbers), `≤ ${GOALS.filterMs} ms`],
    ['  the same in order of a result', ms(filter.ordered), `≤ ${GOALS.filterMs} ms`],
    ['  a word of the title', ms(filter.text), `≤ ${GOALS.filterMs} ms`],
    ['  fields that a filter may name', ms(filter.fields), `≤ ${GOALS.filterMs} ms`],
    ['  values of one field', ms(filter.values), `≤ ${GOALS.filterMs} ms`],
    [`${four} of ${million} points for drawing, through the contract`, ms(draw.curves), `≤ ${GOALS.drawMs} ms`],
    ['  8,000 steps of them in full, zoomed in', ms(draw.zoom), ''],
    ['  all of their points in full', ms(draw.full), ''],
    ...found.ingest.flatMap(({ shape, alone, besideReader, reader }) => [
      [
        `ingest beside a reader, ${shape.series} series × ${shape.steps} steps a batch`,
        rate(besideReader),
        shape.steps === 1_000 ? `≥ ${GOALS.ingestRate / 1e6} M/s` : '',
      ],
      ['  alone', rate(alone), ''],
      ['  the reader meanwhile, a run of two long series a read', `${reader.reads} reads, ${ms(reader.readMs)}`, ''],
    ]),
    [
      `size, ${(found.points / 1e6).toFixed(1)} M points`,
      `${found.bytesPerPoint.toFixed(2)} bytes a point`,
      `≤ ${GOALS.bytesPerPoint}`,
    ],
    ['', '', ''],
    [`the same ${four} in full, in memory`, '', 'ours ×'],
    ['  ours', ms(load.ours), ''],
    ['  one row per point, WITHOUT ROWID', ms(load['without rowid']), times(load['without rowid'], load.ours)],
    ['  one row per point, with rowid and index', ms(load['with rowid']), times(load['with rowid'], load.ours)],
    ['  TensorBoard event files, our reader', ms(load['event files']), times(load['event files'], load.ours)],
    ['ingest, 4 series × 1000 steps a batch, alone', '', ''],
    [
      `  one row per point, ${layout}`,
      `${(best.ingestRate / 1e6).toFixed(2)} M/s`,
      `${(ingestAlone / best.ingestRate).toFixed(1)}`,
    ],
    ['size', '', ''],
    [
      `  one row per point, ${layout}`,
      `${best.bytesPerPoint.toFixed(2)} bytes a point`,
      (best.bytesPerPoint / found.bytesPerPoint).toFixed(1),
    ],
    [
      '  TensorBoard event files',
      `${eventFiles.bytesPerPoint.toFixed(2)} bytes a point`,
      (eventFiles.bytesPerPoint / found.bytesPerPoint).toFixed(1),
    ],
  ];
  const oursPerPoint = load.ours.median / (4 * found.longSteps);
  lines.push(
    tensorboard === null
      ? ['TensorBoard itself: not here (pip install tensorboard; --python FILE names its Python)', '', '']
      : [
          `TensorBoard ${tensorboard.version} itself, ${tensorboard.scalars} scalars`,
          `${(tensorboard.seconds * 1_000).toFixed(0)} ms`,
          ((tensorboard.seconds * 1_000) / tensorboard.scalars / oursPerPoint).toFixed(0),
        ],
  );
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column].length)) + 2);
  return `${lines.map(([name, value, goal]) => `${name.padEnd(widths[0])}${value.padEnd(widths[1])}${goal}`.trimEnd()).join('\n')}\n`;
}

function ms({ median, minimum, maximum }: Figure): string {
  const digits = median < 10 ? 1 : 0;
  return `${median.toFixed(digits)} ms (${minimum.toFixed(digits)} to ${maximum.toFixed(digits)})`;
}

function rate({ median, minimum, maximum }: Figure): string {
  const millions = (value: number) => (value / 1e6).toFixed(2);
  return `${millions(median)} M/s (${millions(minimum)} to ${millions(maximum)})`;
}

function times(theirs: Figure, ours: Figure): string {
  return (theirs.median / ours.median).toFixed(1);
}
