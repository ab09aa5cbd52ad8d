import { SpecError, type SpecIssue } from '../../errors.ts';
import { armIssues } from '../arm-checks.ts';
import { onOneLine, quote } from '../../describe-value.ts';
import { didYouMean } from './did-you-mean.ts';
import { requireReasonableDepth } from './document-depth.ts';
import { readDocument } from './document-text.ts';
import { ARMS_MAX, SEEDS_MAX, armSpec, experimentSpec, runSpec, type ExperimentSpec } from '../experiment.ts';
import type { CheckedBase } from '../patch-checks.ts';
import { checkSchema } from './schema-check.ts';
import { joinPath, valueAt } from './spec-path.ts';
import { sweepIssues } from '../sweep/sweep-checks.ts';

export { formatExperiment } from '../format.ts';

/**
 * An experiment from YAML or JSON text, with every default filled in.
 * @throws SpecError with every error in the document.
 */
export function parseExperimentText(text: string): ExperimentSpec {
  return parseExperiment(readDocument(text));
}

/**
 * An experiment from a plain value, with every default filled in.
 * @throws SpecError with every error in the document: those found by the schema, in the arms' patches and by rules over
 * several fields. The parts are checked separately, so that an error in one hides none in another.
 */
export function parseExperiment(value: unknown): ExperimentSpec {
  requireReasonableDepth(value);
  const check = checkSchema(experimentSpec, value);
  const issues = [...check.issues, ...nameIssues(value), ...seedIssues(value), ...patchIssues(value)];
  if (check.value === undefined || issues.length > 0) throw new SpecError(withoutRepeats(issues).map(legible));
  return check.value;
}

/** Arms are identified by name: names must be distinct, and the baseline must be one of them. */
function nameIssues(document: unknown): SpecIssue[] {
  const names = listAt(document, 'arms').map((arm) => {
    const name = valueAt(arm, ['name']);
    return typeof name === 'string' ? name.trim() : undefined;
  });
  const issues: SpecIssue[] = names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (name === undefined || first === index) return [];
    return {
      path: `arms.${index}.name`,
      expected: `a name different from that of arms.${first}`,
      received: quote(name),
    };
  });
  const baseline = valueAt(document, ['baseline']);
  const known = [...new Set(names.filter((name) => name !== undefined))];
  if (typeof baseline === 'string' && known.length > 0 && !known.includes(baseline)) {
    const meant = didYouMean(baseline, known);
    issues.push({
      path: 'baseline',
      expected: `the name of an arm: ${known.map(quote).join(', ')}${meant === undefined ? '' : ` (did you mean ${quote(meant)}?)`}`,
      received: quote(baseline),
    });
  }
  return issues;
}

function seedIssues(document: unknown): SpecIssue[] {
  const seeds = listAt(document, 'seeds');
  return seeds.flatMap((seed, index) => {
    const first = seeds.indexOf(seed);
    if (typeof seed !== 'number' || first === index) return [];
    return {
      path: `seeds.${index}`,
      expected: `a seed that is not listed before (as seeds.${first})`,
      received: `${seed}`,
    };
  });
}

function patchIssues(document: unknown): SpecIssue[] {
  const input = valueAt(document, ['base']);
  if (typeof input !== 'object' || input === null) return [];
  const base: CheckedBase = { input, check: checkSchema(runSpec, input) };
  const arms = listAt(document, 'arms').map((arm, index) => {
    const name = String(valueAt(arm, ['name']) ?? `arms.${index}`);
    // The schema reports a patch that is not a mapping; an arm without a name still has a patch to check.
    const patch = checkSchema(armSpec.shape.patch, valueAt(arm, ['patch'])).value;
    return { name, patch, issues: patch === undefined ? [] : armIssues(base, patch, index) };
  });
  const sound = arms.flatMap(({ name, patch, issues }) =>
    patch === undefined || issues.length > 0 ? [] : { name, patch },
  );
  const seeds = listAt(document, 'seeds').length || experimentSpec.shape.seeds.def.defaultValue.length;
  return [
    ...arms.flatMap(({ issues }) => issues),
    ...sweepIssues(valueAt(document, ['sweep']), base, { sound, count: arms.length, seeds }),
  ];
}

/** At most as many items as the schema allows; the schema reports a list that is too long. */
function listAt(document: unknown, key: 'arms' | 'seeds'): readonly unknown[] {
  const list = valueAt(document, [key]);
  return Array.isArray(list) ? list.slice(0, key === 'arms' ? ARMS_MAX : SEEDS_MAX) : [];
}

/** Unknown fields and patched paths are text from the document: they must not break an error's single line. */
function legible({ path, expected, received }: SpecIssue): SpecIssue {
  return { path: onOneLine(path), expected: onOneLine(expected), received: onOneLine(received) };
}

/** Arms that break a rule because of the base all break it at the same place. */
function withoutRepeats(issues: readonly SpecIssue[]): SpecIssue[] {
  const seen = new Set<string>();
  return issues.filter((issue) => {
    const key = joinPath(issue.path, issue.expected, issue.received);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
