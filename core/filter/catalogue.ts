import { METRIC_NAMES } from '../series/series-name.ts';
import { experimentRecord } from '../contract/experiment-record.ts';
import { runRecord } from '../contract/run-record.ts';
import { didYouMean } from '../spec/parse/did-you-mean.ts';
import { runSpec } from '../spec/experiment.ts';
import type { FieldSource, FieldType, FilterField } from './filter-field.ts';
import { ANY_INDEX, valueShapes, type ValueShape } from './value-shapes.ts';

/**
 * Everything that runs can be filtered by: the fields of a run's record, a few of its experiment's, the last and best
 * value of its scalar series, and every value of its spec. Types and choices come from the schemas.
 */
export class FilterCatalogue {
  /** Names of scalar series that runs have. */
  readonly series: readonly string[];

  /** @param series the names of further series, beyond those that every run has */
  constructor(series: readonly string[] = []) {
    this.series = [...new Set([...METRIC_NAMES, ...series])];
  }

  /** `network.layers[0].units` is `network.layers.0.units`. Undefined if there is no such field. */
  find(name: string): FilterField | undefined {
    return recordFields.get(name) ?? this.#summaryField(name) ?? specField(withDots(name));
  }

  /** The name that a mistyped or abbreviated one most likely meant: `optimizer.learningRate` for `learningRate`. */
  meantBy(name: string): string | undefined {
    const dotted = withDots(name);
    const candidates = this.names(dotted);
    if (candidates.includes(`${dotted}.last`)) return `${dotted}.last`;
    const ending = candidates.find((candidate) => candidate.toLowerCase().endsWith(`.${dotted.toLowerCase()}`));
    return ending ?? didYouMean(dotted, candidates);
  }

  /**
   * In the order in which they are offered. In a list, the index is the one that `like` has at the same depth, or else
   * the first.
   */
  names(like = ''): string[] {
    const series = this.series.flatMap((name) => [`${name}.last`, `${name}.best`]);
    const others = [...recordFields.keys()].filter((name) => !ASKED_FIRST.includes(name));
    const spec = [...specShapes.keys()].filter((path) => !recordFields.has(path)).map((path) => withPlaces(path, like));
    return [...ASKED_FIRST, ...series, ...spec, ...others];
  }

  /** Fields inside this one: `network.normalization.kind` in `network.normalization`. */
  namesBelow(name: string): string[] {
    return [...specShapes.keys()].map((path) => withPlaces(path, name)).filter((path) => path.startsWith(`${name}.`));
  }

  #summaryField(name: string): FilterField | undefined {
    const [, series, key] = /^(.+)\.(last|best)$/.exec(name) ?? [];
    if (!this.series.includes(series) || (key !== 'last' && key !== 'best')) return undefined;
    return { name, source: { kind: 'summary', series, key }, types: ['number'], choices: [], title: '' };
  }
}

/** By the name in a filter, if it differs from the record's. */
const RUN_NAMES: Readonly<Record<string, string>> = { tag: 'tags' };
const EXPERIMENT_NAMES: Readonly<Record<string, string>> = {
  experiment: 'title',
  dataset: 'dataset',
  created: 'createdAt',
  sweepId: 'sweepId',
  experimentTag: 'tags',
  experimentNote: 'note',
  experimentPinned: 'pinned',
};

/** All other fields of the records come after those of the spec. */
const ASKED_FIRST = ['status', 'arm', 'seed', 'experiment', 'dataset', 'created', 'tag', 'pinned', 'note', 'device'];

/** The shallow ones first: an optimizer's momentum before that of a layer in a block. */
const specShapes = new Map([...valueShapes(runSpec)].sort(([a], [b]) => a.split('.').length - b.split('.').length));
const recordFields = new Map([...runFields(), ...experimentFields()].map((field) => [field.name, field]));

function runFields(): FilterField[] {
  const named = new Map(Object.entries(RUN_NAMES).map(([name, key]) => [key, name]));
  return [...valueShapes(runRecord)].flatMap(([key, shape]) =>
    recordField(named.get(key) ?? key, { kind: 'run', key }, shape),
  );
}

function experimentFields(): FilterField[] {
  const shapes = valueShapes(experimentRecord);
  return Object.entries(EXPERIMENT_NAMES).flatMap(([name, key]) =>
    recordField(name, { kind: 'experiment', key }, shapes.get(key)),
  );
}

/**
 * In records, a field's name tells which text holds a moment and which number a duration: `startedAt`, `durationMs`.
 */
function recordField(
  name: string,
  source: Extract<FieldSource, { key: string }>,
  shape: ValueShape | undefined,
): FilterField[] {
  if (shape === undefined || shape.types.includes('object')) return [];
  const types = shape.types.map((type): FieldType => {
    if (type === 'text' && /At$/.test(source.key)) return 'moment';
    return type === 'number' && /Ms$/.test(source.key) ? 'duration' : type;
  });
  return [{ ...shape, name, source, types }];
}

function specField(name: string): FilterField | undefined {
  const path = name.split('.');
  const shape = specShapes.get(path.map((key) => (isPlace(key) ? ANY_INDEX : key)).join('.'));
  return shape === undefined ? undefined : { ...shape, name, source: { kind: 'spec', path } };
}

/** A path with its list indices: those at the same depth of `like`, or else the first. */
function withPlaces(path: string, like: string): string {
  const places = like.split('.');
  return path
    .split('.')
    .map((key, depth) => (key !== ANY_INDEX ? key : isPlace(places[depth]) ? places[depth] : '0'))
    .join('.');
}

function isPlace(key: string | undefined): boolean {
  return key !== undefined && /^(0|[1-9]\d{0,3})$/.test(key);
}

/** `layers[0].units` → `layers.0.units`. */
export function withDots(name: string): string {
  return name.replaceAll(/\[(\d+)\]/g, '.$1');
}
