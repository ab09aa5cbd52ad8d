import type { SpecIssue } from '../../errors.ts';
import { describeValue, quote } from '../../describe-value.ts';
import { canonicalJson } from '../hash.ts';
import type { Patch } from '../patch.ts';
import { checkPatch, patchedPathOf, type CheckedBase } from '../patch-checks.ts';
import { checkSchema } from '../parse/schema-check.ts';
import { contains, joinPath, overlaps } from '../parse/spec-path.ts';
import { SWEEP_AXES_MAX, SWEEP_POINTS_MAX, SWEEP_RUNS_MAX, sweepSpec, type SweepSpec } from './sweep.ts';
import { pointLabel } from './sweep-label.ts';
import { countSweepPoints, gridValues, sweepPoints, type SweepPoint } from './sweep-points.ts';

/** An arm whose patch fits the base as written. */
export interface SoundArm {
  readonly name: string;
  readonly patch: Patch;
}

/** What a sweep's points are checked with. */
export interface SweptArms {
  /** Those that are valid without the sweep; other errors are not repeated. */
  readonly sound: readonly SoundArm[];
  readonly count: number;
  readonly seeds: number;
}

/**
 * Every error in a sweep that its schema does not see: sizes, ranges, repeated values, and at each point what the
 * base's schema and rules report, alone and with each arm's patch.
 */
export function sweepIssues(input: unknown, base: CheckedBase, arms: SweptArms): SpecIssue[] {
  const sweep = input === undefined ? undefined : checkSchema(sweepSpec, input).value;
  if (sweep === undefined) return [];
  const formIssues = [...axesIssues(sweep), ...sizeIssues(sweep, arms)];
  if (formIssues.length > 0) return formIssues;
  const checks = sweepPoints(sweep).map((point) => checkPoint(base, point, arms.sound));
  const faulty = [...repeatedIssues(sweep), ...checks.flatMap(({ issues }) => issues)];
  // As long as an arm has errors, it is unknown which values it leaves to the base.
  const judged = arms.sound.length === arms.count && checks.every(({ runs }) => runs.length > 0);
  return oncePerPlace(faulty.length > 0 || !judged ? faulty : idleIssues(checks));
}

function axesIssues(sweep: SweepSpec): SpecIssue[] {
  if (sweep.kind === 'list') {
    return sweep.points.flatMap((point, index) =>
      Object.keys(point).length > 0
        ? []
        : [{ path: joinPath('sweep.points', index), expected: 'at least one patched path', received: 'none' }],
    );
  }
  const axes = Object.entries(sweep.axes);
  if (axes.length === 0 || axes.length > SWEEP_AXES_MAX) {
    return [{ path: 'sweep.axes', expected: `1 to ${SWEEP_AXES_MAX} axes`, received: `${axes.length}` }];
  }
  return axes.flatMap(([path, axis]) => {
    if (!('from' in axis) || axis.from < axis.to) return [];
    const place = joinPath('sweep.axes', path, 'to');
    return [{ path: place, expected: `a number above from, which is ${axis.from}`, received: `${axis.to}` }];
  });
}

function sizeIssues(sweep: SweepSpec, { count, seeds }: SweptArms): SpecIssue[] {
  const points = countSweepPoints(sweep);
  if (points > SWEEP_POINTS_MAX) {
    return [{ path: 'sweep', expected: `at most ${SWEEP_POINTS_MAX} points`, received: `${points} points` }];
  }
  const runs = points * count * seeds;
  if (runs <= SWEEP_RUNS_MAX) return [];
  const received = `${points} × ${count} × ${seeds} = ${runs} runs`;
  return [{ path: 'sweep', expected: `at most ${SWEEP_RUNS_MAX} runs (points × arms × seeds)`, received }];
}

/** Two equal points would be the same experiment twice. */
function repeatedIssues(sweep: SweepSpec): SpecIssue[] {
  switch (sweep.kind) {
    case 'grid':
      return Object.entries(sweep.axes).flatMap(([path, axis]) =>
        repeats(gridValues(path, axis), ({ value }) => value).map(({ item, first }) => ({
          path: item.place,
          expected:
            axis.kind === 'values' ? `a value different from ${first.place}` : 'a range wide enough for so many values',
          received: `${describeValue(item.value)} again`,
        })),
      );
    case 'random':
      return repeats(sweepPoints(sweep), ({ patch }) => patch).map(({ item }) => ({
        path: 'sweep.count',
        expected: 'fewer points, or axes wide enough that no point is drawn twice (another seed may help)',
        received: `${pointLabel(item.patch)} again`,
      }));
    case 'list':
      return repeats(
        sweep.points.map((patch, index) => ({ patch, index })),
        ({ patch }) => patch,
      ).map(({ item, first }) => ({
        path: joinPath('sweep.points', item.index),
        expected: `a point different from sweep.points.${first.index}`,
        received: `${pointLabel(item.patch)} again`,
      }));
    default:
      return sweep satisfies never;
  }
}

/** The items whose key occurs before them, each with that earlier item. */
function repeats<T>(items: readonly T[], keyOf: (item: T) => unknown): { item: T; first: T }[] {
  const seen = new Map<string, T>();
  return items.flatMap((item) => {
    const key = canonicalJson(keyOf(item));
    const first = seen.get(key);
    if (first !== undefined) return [{ item, first }];
    seen.set(key, item);
    return [];
  });
}

interface PointCheck {
  readonly point: SweepPoint;
  readonly issues: readonly SpecIssue[];
  /** The runs' specs, arm by arm, as far as they are valid. */
  readonly runs: readonly unknown[];
}

function checkPoint(base: CheckedBase, point: SweepPoint, arms: readonly SoundArm[]): PointCheck {
  const placed = (path: string) => placeOf(point, path);
  const swept = checkPatch(base, point.patch, placed);
  // Every arm may repair what breaks a rule in the base alone; the arms are checked below.
  if (swept.issues.length > 0 || swept.base.check.value === undefined) return { point, issues: swept.issues, runs: [] };
  const runs: unknown[] = [];
  const issues = arms.flatMap(({ name, patch }): SpecIssue[] => {
    const inArm = (path: string, expected: string, received: string) => ({
      path,
      expected,
      received: `${received}, in the arm ${quote(name)} at ${pointLabel(point.patch)}`,
    });
    const arm = checkPatch(swept.base, patch, placed);
    runs.push(arm.base.check.value);
    return [
      ...arm.issues.map(({ path, expected, received }) => inArm(path, expected, received)),
      ...arm.ruleFaults.map((fault) =>
        inArm(placed(patchedPathOf(fault, point.patch) ?? fault.fields[0]), fault.expected, fault.received),
      ),
    ];
  });
  return { point, issues, runs };
}

/** Where in the sweep a path of the base gets its value. */
function placeOf({ places }: SweepPoint, path: string): string {
  const patched = Object.keys(places).find((one) => overlaps(one, path));
  if (patched === undefined) return 'sweep';
  return contains(patched, path) ? joinPath(places[patched], path.slice(patched.length + 1)) : places[patched];
}

/** Points that differ only in values that every arm replaces would train the same runs again. */
function idleIssues(checks: readonly PointCheck[]): SpecIssue[] {
  return repeats(checks, ({ runs }) => runs).map(({ item, first }) => {
    const { patch, places } = item.point;
    const differs = (path: string) =>
      canonicalJson(patch[path] ?? null) !== canonicalJson(first.point.patch[path] ?? null);
    const path = Object.keys(patch).find(differs);
    return {
      path: path === undefined ? 'sweep' : places[path],
      expected: `a value that changes a run; here every arm replaces it (same runs as at ${pointLabel(first.point.patch)})`,
      received: pointLabel(patch),
    };
  });
}

/**
 * Many points may break one rule at one place, each with its own values; errors with the same text for several values
 * of an axis are reported once, for their path.
 */
function oncePerPlace(issues: readonly SpecIssue[]): SpecIssue[] {
  const axisOf = (path: string) => path.replace(/\.values\.\d+$/, '');
  const saidOf = new Map<string, Set<string>>();
  const keyOf = ({ path, expected, received }: SpecIssue) => canonicalJson([axisOf(path), expected, received]);
  for (const issue of issues) saidOf.set(keyOf(issue), (saidOf.get(keyOf(issue)) ?? new Set()).add(issue.path));
  const placed = issues.map((issue) =>
    saidOf.get(keyOf(issue))!.size > 1 ? { ...issue, path: axisOf(issue.path) } : issue,
  );
  const seen = new Set<string>();
  return placed.filter(({ path, expected }) => {
    const key = canonicalJson([path, expected]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
