import type { ArmComparison } from '../../stats/comparison.ts';
import type { PairedDifference } from '../../stats/paired-difference.ts';
import type { TargetSummary } from '../../stats/steps-to-target.ts';
import { ABSENT, formatCount, formatNumber, formatPoints, formatSigned, formatTarget } from '../../format/number.ts';
import { formatCountSample, formatMeasureSample, formatShareSample } from '../sample-text.ts';
import { intervalText } from '../interval-text.ts';
import type { Results } from '../results.ts';
import type { Block, Cell, Section, TableBlock } from './document.ts';

export function summarySection(results: Results): Section {
  const blocks: Block[] = [armTable(results)];
  if (results.summary.comparisons.length > 0) blocks.push(differenceTable(results));
  return { id: 'summary', title: 'Summary', blocks };
}

function armTable(results: Results): TableBlock {
  const targets = results.summary.arms[0].targets;
  return {
    kind: 'table',
    caption:
      'By arm, mean ± standard deviation (n − 1) over the seeds that completed; with one seed, its value. ' +
      'Best is the highest test accuracy of a run. Train loss is that of the last mini-batch. ' +
      'Steps to a test accuracy count the runs that reached it, out of those that completed or diverged.',
    columns: [
      { label: 'Arm', align: 'start' },
      { label: 'Runs', align: 'end' },
      { label: 'Final test accuracy', align: 'end' },
      { label: 'Best test accuracy', align: 'end' },
      { label: 'Final train loss', align: 'end' },
      ...targets.map(({ target }) => ({ label: `Steps to ${formatTarget(target)}`, align: 'end' as const })),
    ],
    rows: results.summary.arms.map((arm) => [
      {
        text: arm.arm,
        arm: results.colorIndex(arm.arm),
        ...(arm.arm === results.baseline ? { detail: 'baseline' } : {}),
      },
      {
        text: `${arm.completed} completed`,
        detail: [
          `${arm.diverged} diverged`,
          ...(arm.stopped > 0 ? [`${arm.stopped} stopped`] : []),
          ...(arm.paused > 0 ? [`${arm.paused} paused`] : []),
          ...(arm.unfinished > 0 ? [`${arm.unfinished} unfinished`] : []),
        ].join('\n'),
        tone: arm.diverged + arm.stopped > 0 ? 'warning' : 'normal',
      },
      { text: formatShareSample(arm.finalTestAccuracy), detail: `n = ${arm.finalTestAccuracy.n}` },
      { text: formatShareSample(arm.bestTestAccuracy), detail: `n = ${arm.bestTestAccuracy.n}` },
      { text: formatMeasureSample(arm.finalTrainLoss), detail: `n = ${arm.finalTrainLoss.n}` },
      ...arm.targets.map(targetCell),
    ]),
  };
}

function targetCell(summary: TargetSummary): Cell {
  if (summary.of === 0) return { text: ABSENT };
  if (summary.reached === 0) return { text: 'not reached', detail: `0 of ${summary.of}` };
  return { text: formatCountSample(summary.steps), detail: `${summary.reached} of ${summary.of} reached` };
}

function differenceTable(results: Results): TableBlock {
  return {
    kind: 'table',
    caption:
      `Difference to the baseline “${results.baseline}”, paired by seed: mean ± standard deviation of the differences, ` +
      'and below it the 95 % interval of their mean (Student’s t), from three pairs on whose differences vary. Unpaired are seeds for which only ' +
      'one of the two arms has the figure. Accuracy in percentage points. Steps are only known up to the evaluation ' +
      'interval, which their intervals do not account for.',
    columns: [
      { label: 'Arm', align: 'start' },
      { label: 'Final test accuracy', align: 'end' },
      { label: 'Best test accuracy', align: 'end' },
      { label: 'Final train loss', align: 'end' },
      ...results.summary.arms[0].targets.map(({ target }) => ({
        label: `Steps to ${formatTarget(target)}`,
        align: 'end' as const,
      })),
    ],
    rows: results.summary.comparisons.map((comparison) => differenceRow(results, comparison)),
  };
}

function differenceRow(results: Results, comparison: ArmComparison): Cell[] {
  const points = (value: number) => formatPoints(value).replace('+', '');
  return [
    { text: comparison.arm, arm: results.colorIndex(comparison.arm) },
    differenceCell(comparison.finalTestAccuracy, points),
    differenceCell(comparison.bestTestAccuracy, points),
    differenceCell(comparison.finalTrainLoss, formatNumber),
    ...comparison.targets.map(({ steps }) => differenceCell(steps, formatCount)),
  ];
}

function differenceCell(difference: PairedDifference, format: (value: number) => string): Cell {
  const { n, mean, sd, interval, noInterval, unpaired } = difference;
  const seeds = `n = ${n}${unpaired > 0 ? ` (${unpaired} unpaired)` : ''}`;
  if (mean === null) return { text: ABSENT, detail: seeds };
  const text = formatSigned(mean, format) + (sd === null || noInterval === 'noSpread' ? '' : ` ± ${format(sd)}`);
  const [low, high] =
    interval === null ? ['', ''] : [interval.low, interval.high].map((end) => formatSigned(end, format));
  return { text, detail: `${low === high ? intervalText(difference, format) : `[${low}, ${high}]`}\n${seeds}` };
}
