import { SpecError } from '../../errors.ts';
import { runSpec, TITLE_LENGTH_MAX, type ExperimentSpec } from '../experiment.ts';
import { applyPatch, type Patch } from '../patch.ts';
import { checkSchema } from '../parse/schema-check.ts';
import { pointLabel } from './sweep-label.ts';
import { countSweepPoints, sweepPoints } from './sweep-points.ts';

/** One point of a sweep as an experiment of its own. */
export interface SweptExperiment {
  /** What the point patches into the base; empty for the only point of an experiment without a sweep. */
  readonly point: Patch;
  /** Without a sweep; its title distinguishes it from the others. */
  readonly spec: ExperimentSpec;
}

/** The total number of an experiment's runs: points × arms × seeds. */
export function countRuns({ arms, seeds, sweep }: ExperimentSpec): number {
  return (sweep === undefined ? 1 : countSweepPoints(sweep)) * arms.length * seeds.length;
}

/**
 * One experiment per point of its sweep, in order; the experiment itself if it has none.
 * @throws SpecError if a point does not fit, which cannot happen for what `parseExperiment` returns.
 */
export function expandSweep({ sweep, ...spec }: ExperimentSpec): SweptExperiment[] {
  if (sweep === undefined) return [{ point: {}, spec }];
  const titles = new Set<string>();
  return sweepPoints(sweep).map(({ patch, places }) => {
    const { value, faults } = applyPatch(spec.base, patch);
    const check = checkSchema(runSpec, value);
    if (faults.length > 0 || check.value === undefined) {
      throw new SpecError(
        [...faults, ...check.issues].map(({ path, expected, received }) => ({
          path: places[path] ?? `sweep.${path}`,
          expected,
          received,
        })),
      );
    }
    const title = titleOf(spec.title, pointLabel(patch), titles);
    titles.add(title);
    return { point: patch, spec: { ...spec, title, base: check.value } };
  });
}

/** `Spirals · learningRate 0.1`; a long title is shortened, and numbered if another is shortened to the same text. */
function titleOf(title: string, label: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '' : ` (${number})`;
    const shortTitle = cut(title, TITLE_LENGTH_MAX / 2);
    const room = TITLE_LENGTH_MAX - ending.length - 3;
    const shown = title.length + label.length <= room ? title : shortTitle;
    const candidate = `${shown} · ${cut(label, room - shown.length)}${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** By whole characters, so that none is split. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > length - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
