import type { ArmComparison, ArmSummary } from '../../stats/comparison.ts';
import { formatCount, formatPoints, formatTarget } from '../../format/number.ts';
import { formatList, formatPlural } from '../../format/words.ts';
import { formatCountSample, formatShareSample } from '../sample-text.ts';
import { dataFindings } from '../data-findings.ts';
import { intervalText } from '../interval-text.ts';
import type { Results } from '../results.ts';

/**
 * The findings in plain words. It states what was measured and how sure that is, and nothing more: a difference is
 * called one only with its interval beside it, and one seed shows no spread at all.
 */
export function headline(results: Results): string[] {
  const sentences = [
    ...dataWarnings(results),
    ...incompleteness(results),
    ...divergence(results),
    ...earlyStops(results),
  ];
  for (const comparison of results.summary.comparisons) sentences.push(comparisonSentence(results, comparison));
  if (results.summary.comparisons.length === 0) {
    sentences.push(...results.summary.arms.map((arm) => `${quoted(arm.arm)} ${reached(arm)}.`));
  }
  const speed = speedSentence(results);
  if (speed !== null) sentences.push(speed);
  sentences.push(...caution(results));
  return sentences;
}

/** A warning about the data changes what all that follows means. */
function dataWarnings(results: Results): string[] {
  return dataFindings(results.input.detail).flatMap(({ tone, text }) => (tone === 'warning' ? [text] : []));
}

function incompleteness(results: Results): string[] {
  const missing = results.summary.arms.reduce((sum, arm) => sum + arm.stopped + arm.paused + arm.unfinished, 0);
  if (missing === 0) return [];
  return [
    `This experiment is not complete: ${formatPlural(missing, 'run')} of ${results.runs.length} did not reach an end of ` +
      `its own (cancelled, interrupted, failed, paused or not yet finished) and ${missing === 1 ? 'is' : 'are'} in no figure of the summary.`,
  ];
}

function divergence(results: Results): string[] {
  return results.summary.arms
    .filter((arm) => arm.diverged > 0)
    .map((arm) => {
      const steps = results
        .runsOf(arm.arm)
        .flatMap((run) =>
          run.status === 'diverged' && run.divergedAtStep !== null ? [String(run.divergedAtStep)] : [],
        );
      const where = steps.length === 0 ? '' : ` (at step ${formatList(steps)})`;
      const rest =
        arm.completed === 0
          ? 'This arm has no final figures.'
          : 'The final figures of this arm are those of its other runs.';
      const bounded = results.runsOf(arm.arm).filter((run) => run.status === 'diverged' && run.stopReason !== null);
      return `With ${quoted(arm.arm)}, ${arm.diverged} of ${formatPlural(arm.runs, 'run')} diverged${where}: ${cause(bounded.length, arm.diverged)}. ${rest}`;
    });
}

/** @param bounded diverged runs whose loss rose above the spec's bound; that of the others was not finite */
function cause(bounded: number, diverged: number): string {
  const above = 'the training loss was above the bound that the spec sets for divergence';
  if (bounded === 0) return 'the training loss was no longer a finite number';
  if (bounded === diverged) return above;
  return `in ${bounded} of them ${above}; in the others it was no longer a finite number`;
}

function earlyStops(results: Results): string[] {
  const early = results.runs.filter((run) => run.status === 'completed' && run.stopReason !== null);
  if (early.length === 0) return [];
  const steps = early.map((run) => run.steps).sort((a, b) => a - b);
  const last = steps[steps.length - 1];
  const where = steps[0] === last ? formatCount(last) : `${formatCount(steps[0])} to ${formatCount(last)}`;
  return [
    `${early.length} of ${formatPlural(results.runs.length, 'run')} stopped early, at step ${where}, as the spec demands; ` +
      'the table of runs says why. Final values are those of each run’s own last step.',
  ];
}

function comparisonSentence(results: Results, comparison: ArmComparison): string {
  const arm = armOf(results, comparison.arm);
  const baseline = armOf(results, comparison.baseline);
  if (arm.finalTestAccuracy.n === 0 || baseline.finalTestAccuracy.n === 0) {
    const without = [arm, baseline].filter(({ finalTestAccuracy }) => finalTestAccuracy.n === 0);
    const names = without.map((summary) => quoted(summary.arm)).join(' or ');
    return `${quoted(comparison.arm)} and the baseline ${quoted(comparison.baseline)} cannot be compared in final test accuracy: no run of ${names} completed.`;
  }
  const both = `${quoted(arm.arm)} ${reached(arm)}; the baseline ${quoted(baseline.arm)} ${reached(baseline)}.`;
  const { n, mean, interval } = comparison.finalTestAccuracy;
  if (mean === null) return `${both} No seed completed in both arms, so there is no paired difference.`;
  if (interval === null) {
    const difference = `${formatPoints(mean)} percentage points`;
    return n === 1
      ? `${both} With the one seed they share, the difference is ${difference}; one pair says nothing of how much of it is chance.`
      : `${both} Paired by seed, the mean difference is ${difference} (n = ${n}; ${intervalText(comparison.finalTestAccuracy, formatPoints)}).`;
  }
  const verdict =
    interval.low > 0 || interval.high < 0
      ? 'it does not include zero'
      : 'it includes zero, so these seeds do not settle which of the two is better';
  return (
    `${both} Paired by seed, the difference is ${formatPoints(mean)} percentage points, ` +
    `95 % interval ${formatPoints(interval.low)} to ${formatPoints(interval.high)} (n = ${n}): ${verdict}.`
  );
}

function reached(arm: ArmSummary): string {
  const { n, sd } = arm.finalTestAccuracy;
  if (n === 0) return 'has no completed run';
  const spread = sd === null ? '(one run)' : `(mean ± sd of ${n} runs)`;
  return `ended at a test accuracy of ${formatShareSample(arm.finalTestAccuracy)} ${spread}`;
}

/** How many steps the highest target took that any arm reached, and who did not reach it. */
function speedSentence(results: Results): string | null {
  const { arms } = results.summary;
  const index = arms[0].targets.findLastIndex((_, t) => arms.some((arm) => arm.targets[t].reached > 0));
  if (index < 0) return null;
  const parts = arms.map((arm) => {
    const { reached: count, of, steps } = arm.targets[index];
    if (of === 0) return `${quoted(arm.arm)} has no run to tell`;
    if (count === 0) return `${quoted(arm.arm)} did not reach it (0 of ${of})`;
    return `${quoted(arm.arm)} after ${formatCountSample(steps)} steps (${count} of ${of} reached it)`;
  });
  const target = formatTarget(arms[0].targets[index].target);
  return `A test accuracy of ${target} was first measured as follows: ${parts.join('; ')}. The evaluation interval limits how finely this is known.`;
}

function caution(results: Results): string[] {
  const sentences: string[] = [];
  const pairs = Math.max(0, ...results.summary.comparisons.map((comparison) => comparison.finalTestAccuracy.n));
  const hasInterval = results.summary.comparisons.some(({ finalTestAccuracy }) => finalTestAccuracy.interval !== null);
  if (results.input.detail.experiment.seeds.length === 1) {
    sentences.push(
      'Each arm ran with one seed only. More seeds are needed before any difference here is taken for an effect.',
    );
  } else if (hasInterval && pairs < 5) {
    sentences.push(
      `Intervals are Student’s t over ${pairs} pairs; with so few they rest on differences being roughly normal.`,
    );
  }
  const { length } = results.summary.comparisons;
  if (length > 1 && hasInterval)
    sentences.push(`The intervals of the ${length} comparisons are not adjusted for their number.`);
  return sentences;
}

function armOf(results: Results, name: string): ArmSummary {
  const arm = results.summary.arms.find((candidate) => candidate.arm === name);
  if (arm === undefined) throw new RangeError(`arm: expected one of ${results.arms.join(', ')}, received ${name}`);
  return arm;
}

function quoted(name: string): string {
  return `“${name}”`;
}
