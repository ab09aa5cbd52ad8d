import { CHANNEL_SERIES, SCALAR_SERIES, type SeriesTraits } from '#core/series/series-name.ts';

const INTRODUCTION = `# Series

Generated from \`core/series/series-name.ts\` by \`npm test -- test/docs -u\`; do not edit by hand.

A series is one named quantity over the steps of one run. The database keeps every point as float32, and so do the
exports; only what is drawn is thinned.

Step k is the state after k updates. What is recorded at a step (from 1) is of that step's batch, before its update.
What is recorded at an evaluation is of the network after k updates; step 0 is the untrained network. Samples of the
machine stand at whole seconds since the run first started.
`;

const WHEN = { step: 'every step', evaluation: 'every evaluation', second: 'up to every second' } as const;
const UNITS = { share: 'share (0 to 1)', nats: 'nats', '1': '–', cores: 'cores', bytes: 'bytes' } as const;

/** The reference of all series, in Markdown. */
export function seriesReference(): string {
  return [
    INTRODUCTION,
    '## One value a point\n',
    table(Object.entries(SCALAR_SERIES)),
    '',
    '## One value per channel\n',
    "The name is the normalization layer's path and a statistic: `layers.0.batchNorm/runningMean`, for batch\nrenormalization `layers.0.batchRenorm/runningMean`, inside a residual block\n`layers.3.residual.layers.1.batchNorm/runningMean` or `layers.3.residual.shortcut.batchNorm/runningMean`. Indices count\nfrom 0. A point has as many values as the layer has channels.\n",
    table(Object.entries(CHANNEL_SERIES).map(([statistic, traits]) => [`…/${statistic}`, traits])),
    '',
  ].join('\n');
}

function table(rows: readonly (readonly [string, SeriesTraits])[]): string {
  const cells = rows.map(([name, { title, unit, better, recordedAt, description }]) => [
    `\`${name}\``,
    title,
    UNITS[unit],
    better ?? '–',
    WHEN[recordedAt],
    description,
  ]);
  const head = ['Name', 'Title', 'Unit', 'Better', 'Recorded at', 'What it is'];
  const line = (columns: readonly string[]) => `| ${columns.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...cells.map(line)].join('\n');
}
