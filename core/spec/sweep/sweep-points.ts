import { randomStream, type RandomStream } from '../../tensor/random.ts';
import type { Patch } from '../patch.ts';
import { joinPath } from '../parse/spec-path.ts';
import type { DistributionSpec, GridAxisSpec, SweepSpec } from './sweep.ts';

/** One point of a sweep: what it patches into the base, and where in the spec each value comes from. */
export interface SweepPoint {
  readonly patch: Patch;
  /** By patched path: `sweep.axes.optimizer.learningRate.values.2`. */
  readonly places: Readonly<Record<string, string>>;
}

/** The number of a sweep's points, without computing them. */
export function countSweepPoints(sweep: SweepSpec): number {
  switch (sweep.kind) {
    case 'grid':
      return Object.values(sweep.axes).reduce((product, axis) => product * countOf(axis), 1);
    case 'random':
      return sweep.count;
    case 'list':
      return sweep.points.length;
    default:
      return sweep satisfies never;
  }
}

/**
 * The points in order: a grid's last axis changes fastest. A random sweep draws the values of each path from a stream
 * of its own, named by the sweep's seed and the path, so that adding an axis changes no others.
 */
export function sweepPoints(sweep: SweepSpec): SweepPoint[] {
  switch (sweep.kind) {
    case 'grid':
      return combinations(Object.entries(sweep.axes).map(([path, axis]) => gridValues(path, axis)));
    case 'random': {
      const axes = Object.entries(sweep.axes).map(([path, distribution]) => {
        const stream = randomStream(sweep.seed, 'sweep', path);
        return Array.from({ length: sweep.count }, () => ({
          path,
          value: draw(stream, distribution),
          place: joinPath('sweep.axes', path),
        }));
      });
      return Array.from({ length: sweep.count }, (_, index) => pointOf(axes.map((drawn) => drawn[index])));
    }
    case 'list':
      return sweep.points.map((patch, index) =>
        pointOf(
          Object.entries(patch).map(([path, value]) => ({ path, value, place: joinPath('sweep.points', index, path) })),
        ),
      );
    default:
      return sweep satisfies never;
  }
}

/** A value that one path takes, and where it stands in the spec. */
export interface PlacedValue {
  readonly path: string;
  readonly value: unknown;
  readonly place: string;
}

function pointOf(values: readonly PlacedValue[]): SweepPoint {
  return {
    patch: Object.fromEntries(values.map(({ path, value }) => [path, value])),
    places: Object.fromEntries(values.map(({ path, place }) => [path, place])),
  };
}

function combinations(axes: readonly (readonly PlacedValue[])[]): SweepPoint[] {
  const tuples = axes.reduce<readonly (readonly PlacedValue[])[]>(
    (shorter, axis) => shorter.flatMap((tuple) => axis.map((value) => [...tuple, value])),
    [[]],
  );
  return tuples.map(pointOf);
}

/** The values of one axis, each with its place. */
export function gridValues(path: string, axis: GridAxisSpec): PlacedValue[] {
  const place = joinPath('sweep.axes', path);
  if (axis.kind === 'values') {
    return axis.values.map((value, index) => ({ path, value, place: joinPath(place, 'values', index) }));
  }
  return rangeValues(axis).map((value) => ({ path, value, place }));
}

function countOf(axis: GridAxisSpec): number {
  return axis.kind === 'values' ? axis.values.length : axis.count;
}

/**
 * Evenly spaced, both ends included: linear from + (to − from) · i/(n − 1), log from · (to/from)^(i/(n − 1)). Rounded
 * to readable digits, which also hides that powers differ between engines in their last bit.
 */
function rangeValues(axis: Exclude<GridAxisSpec, { kind: 'values' }>): number[] {
  const { kind, from, to, count, whole = false } = axis;
  return Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1);
    const value =
      index === 0
        ? from
        : index === count - 1
          ? to
          : kind === 'linear'
            ? readable(from + (to - from) * share, LINEAR_DIGITS)
            : readable(from * (to / from) ** share, LOG_DIGITS);
    return whole ? Math.round(value) : value;
  });
}

function draw(stream: RandomStream, distribution: DistributionSpec): unknown {
  switch (distribution.kind) {
    case 'uniform':
      return readable(distribution.from + (distribution.to - distribution.from) * stream.uniform(), LOG_DIGITS);
    case 'logUniform': {
      const { from, to, whole = false } = distribution;
      const value = readable(from * (to / from) ** stream.uniform(), LOG_DIGITS);
      return whole ? Math.round(value) : value;
    }
    case 'integer':
      return distribution.from + stream.integer(distribution.to - distribution.from + 1);
    case 'choice':
      return distribution.values[stream.integer(distribution.values.length)];
    default:
      return distribution satisfies never;
  }
}

/** Neighbours in a linear range may differ only in late digits; in a logarithmic one they never do. */
const LINEAR_DIGITS = 12;
const LOG_DIGITS = 6;

function readable(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
