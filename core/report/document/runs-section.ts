import { TEST_ACCURACY, TRAIN_LOSS } from '../../series/series-name.ts';
import type { RunRecord } from '../../contract/run-record.ts';
import { largestValue, lastValue } from '../../series/curve.ts';
import { formatDuration } from '../../format/duration.ts';
import { ABSENT, formatCount, formatNumber, formatPercent } from '../../format/number.ts';
import { isFinal } from '../../run/run-status.ts';
import type { Results } from '../results.ts';
import { endingReason, outcomeLabel } from '../run-ending.ts';
import type { Cell, Section } from './document.ts';

/** Every run, however it ended: nothing that was started is missing here. */
export function runsSection(results: Results): Section {
  return {
    id: 'runs',
    title: 'Runs',
    blocks: [
      {
        kind: 'table',
        caption: 'One run an arm and seed. The same seed gives every arm the same initial values and the same batches.',
        columns: [
          { label: 'Arm', align: 'start' },
          { label: 'Seed', align: 'end' },
          { label: 'Outcome', align: 'start' },
          { label: 'Steps', align: 'end' },
          { label: 'Final test accuracy', align: 'end' },
          { label: 'Best test accuracy', align: 'end' },
          { label: 'Final train loss', align: 'end' },
          { label: 'Duration', align: 'end' },
          { label: 'Device', align: 'start' },
        ],
        rows: results.runs.map((run) => runRow(results, run)),
      },
    ],
  };
}

function runRow(results: Results, run: RunRecord): Cell[] {
  const accuracy = results.curve(run.id, TEST_ACCURACY);
  const format = (value: number | null, text: (value: number) => string) => (value === null ? ABSENT : text(value));
  return [
    { text: run.arm, arm: results.colorIndex(run.arm) },
    { text: String(run.seed) },
    outcomeCell(run),
    { text: formatCount(run.steps) },
    { text: format(lastValue(accuracy), formatPercent) },
    { text: format(largestValue(accuracy), formatPercent) },
    { text: format(lastValue(results.curve(run.id, TRAIN_LOSS)), formatNumber) },
    { text: formatDuration(run.durationMs) },
    { text: run.device },
  ];
}

function outcomeCell(run: RunRecord): Cell {
  const reason = endingReason(run);
  const isPlain = !isFinal(run.status) || run.status === 'completed';
  return {
    text: outcomeLabel(run),
    ...(reason === null ? {} : { detail: reason }),
    ...(isPlain ? {} : { tone: 'warning' }),
  };
}
