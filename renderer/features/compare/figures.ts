import type { PairedDifference } from '#core/stats/paired-difference.ts';
import type { Sample } from '#core/stats/sample.ts';
import type { TargetSummary } from '#core/stats/steps-to-target.ts';
import { intervalText } from '#core/report/interval-text.ts';
import { formatCount, formatNumber, formatPercent, formatPoints } from '#core/format/number.ts';

/** A figure in a cell: what is read first, and what stands small behind it. */
export interface Figure {
  readonly main: string;
  readonly spread: string;
}

const NOTHING: Figure = { main: '–', spread: '' };

export function accuracyFigure(sample: Sample): Figure {
  if (sample.mean === null) return NOTHING;
  return {
    main: sample.sd === null ? formatPercent(sample.mean) : (sample.mean * 100).toFixed(2),
    spread: sample.sd === null ? '' : `± ${(sample.sd * 100).toFixed(2)}\u00a0%`,
  };
}

export function lossFigure(sample: Sample): Figure {
  if (sample.mean === null) return NOTHING;
  return { main: formatNumber(sample.mean, 3), spread: sample.sd === null ? '' : `± ${formatNumber(sample.sd, 2)}` };
}

/** Steps until a target was first reached, of the runs that reached it; how many did is said where not all did. */
export function stepsFigure(target: TargetSummary): Figure {
  if (target.of === 0) return NOTHING;
  if (target.steps.mean === null) return { main: 'not reached', spread: '' };
  const spread = target.steps.sd === null ? '' : `± ${formatCount(target.steps.sd)}`;
  const share = target.reached < target.of ? `${target.reached}/${target.of}` : '';
  return { main: formatCount(target.steps.mean), spread: [spread, share].filter((part) => part !== '').join(' · ') };
}

/** In percentage points, with its interval, or why there is none. */
export function differenceFigure(difference: PairedDifference): Figure {
  if (difference.mean === null) return NOTHING;
  const text = intervalText(difference, (share) => formatPoints(share).replace('+', ''));
  return { main: `${formatPoints(difference.mean)}\u00a0pp`, spread: text.replace('95 % interval ', '') };
}
