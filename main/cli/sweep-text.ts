import { TEST_ACCURACY } from '#core/series/series-name.ts';
import type { SweepDetail } from '#core/contract/sweep-record.ts';
import { ABSENT } from '#core/format/number.ts';
import { formatShareSample } from '#core/report/sample-text.ts';
import { pointLabel } from '#core/spec/sweep/sweep-label.ts';
import { bestPoints, sweepTable, type SweepCell } from '#core/stats/sweep-table.ts';
import type { Colors } from './colors.ts';
import { removableIdLength } from './find-record.ts';
import { textTable } from './text-table.ts';

/** A point as text. */
export function pointOf({ experiment }: SweepDetail['experiments'][number]): string {
  return pointLabel(experiment.sweepPoint ?? {});
}

/** Final test accuracy of each arm at each point. */
export function accuracyTable({ sweep, experiments }: SweepDetail): SweepCell[][] {
  return sweepTable(
    sweep.spec.arms.map(({ name }) => name),
    experiments.map(({ runs }) =>
      runs.map(({ arm, status, summary }) => ({ arm, status, last: summary[TEST_ACCURACY]?.last ?? null })),
    ),
  );
}

/** A sweep for a terminal: points × arms. Each arm's best point is marked. */
export function sweepText(detail: SweepDetail, colors: Colors): string {
  const { bold, dim } = colors;
  const { sweep, experiments } = detail;
  const arms = sweep.spec.arms.map(({ name }) => name);
  const table = accuracyTable(detail);
  const best = bestPoints(table, 'larger');
  const length = removableIdLength(experiments.map(({ experiment }) => experiment));
  const rows = experiments.map((entry, point) => [
    dim(entry.experiment.id.slice(0, length)),
    pointOf(entry),
    ...table[point].map((cell, arm) => cellText(cell, best[arm] === point, colors)),
  ]);
  return [
    `${bold(sweep.title)}  ${dim(sweep.id)}`,
    textTable([{ label: 'Experiment' }, { label: 'Point' }, ...arms.map((label) => ({ label }))], rows),
    dim('Final test accuracy, mean ± sd over the completed seeds; * marks an arm’s best point.'),
  ].join('\n\n');
}

function cellText({ final, completed, diverged, runs }: SweepCell, isBest: boolean, { green, yellow }: Colors): string {
  const counts = completed === runs ? '' : ` (${completed} of ${runs}${diverged > 0 ? `, ${diverged} diverged` : ''})`;
  const text = final.mean === null ? ABSENT : formatShareSample(final);
  const value = isBest ? green(`${text} *`) : text;
  return `${value}${diverged > 0 ? yellow(counts) : counts}`;
}
