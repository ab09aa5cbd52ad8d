import type { ExperimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { durationMs } from '#core/filter/duration.ts';
import type { Comparison, Condition, Filter, FilterValue } from '#core/filter/filter.ts';
import type { FilterField } from '#core/filter/filter-field.ts';
import { momentSpan } from '#core/filter/moment.ts';
import type { RunSpec } from '#core/spec/experiment.ts';
import { valueAt } from '#core/spec/parse/spec-path.ts';

/** What a filter means, said a second time and plainly: the SQL is held against it. */
export interface FilteredRun {
  readonly run: RunRecord;
  readonly experiment: ExperimentRecord;
  readonly spec: RunSpec;
}

export function passes(filter: Filter, of: FilteredRun): boolean {
  switch (filter.kind) {
    case 'all':
      return filter.of.every((one) => passes(one, of));
    case 'any':
      return filter.of.some((one) => passes(one, of));
    case 'not':
      return !passes(filter.of, of);
    default:
      return holds(filter, valueOf(filter.field, of));
  }
}

export function valueOf({ source }: FilterField, { run, experiment, spec }: FilteredRun): unknown {
  const values = {
    run: () => valueAt(run, [source.kind === 'run' ? source.key : '']),
    experiment: () => valueAt(experiment, [source.kind === 'experiment' ? source.key : '']),
    spec: () => valueAt(spec, source.kind === 'spec' ? source.path : []),
    summary: () => (source.kind === 'summary' ? valueAt(run.summary, [source.series, source.key]) : undefined),
  };
  const value = values[source.kind]();
  return value === null || value === '' ? undefined : value;
}

function holds(condition: Condition, value: unknown): boolean {
  const isList = condition.field.types.includes('texts');
  if (condition.kind === 'missing') {
    const there = isList ? Array.isArray(value) && value.length > 0 : value !== undefined;
    return there === condition.negated;
  }
  if (isList) {
    const items: unknown[] = Array.isArray(value) ? value : [];
    if (condition.kind === 'compare' && condition.operator === '!=') {
      return !items.some((item) => holdsOfOne({ ...condition, operator: '=' }, item));
    }
    if (condition.kind === 'in' && condition.negated) {
      return !items.some((item) => holdsOfOne({ ...condition, negated: false }, item));
    }
    return items.some((item) => holdsOfOne(condition, item));
  }
  return value !== undefined && holdsOfOne(condition, value);
}

function holdsOfOne(condition: Exclude<Condition, { kind: 'missing' }>, value: unknown): boolean {
  const isSeries = condition.field.source.kind === 'summary';
  switch (condition.kind) {
    case 'compare':
      return compare(value, condition.operator, condition.value, isSeries);
    case 'contains':
      return (
        typeof value === 'string' &&
        value.normalize('NFC').toLowerCase().includes(condition.text.normalize('NFC').toLowerCase())
      );
    case 'in':
      return condition.values.some((one) => compare(value, '=', one, isSeries)) !== condition.negated;
    default:
      return condition satisfies never;
  }
}

function compare(value: unknown, operator: Comparison, with_: FilterValue, isSeries: boolean): boolean {
  if (with_.kind === 'moment') {
    const span = momentSpan(with_.text)!;
    const time = Date.parse(String(value));
    const [from, until] = [Date.parse(span.from), Date.parse(span.until)];
    const place = time < from ? -1 : time >= until ? 1 : 0;
    return ordered(place, operator);
  }
  const plain = with_.kind === 'duration' ? durationMs(with_) : with_.value;
  const compared = isSeries && typeof plain === 'number' ? new Float32Array([plain])[0] : plain;
  if (typeof value === 'number' && typeof compared === 'number') return ordered(Math.sign(value - compared), operator);
  if (operator === '=') return value === compared;
  return operator === '!=' && value !== compared;
}

function ordered(sign: number, operator: Comparison): boolean {
  switch (operator) {
    case '=':
      return sign === 0;
    case '!=':
      return sign !== 0;
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    case '>=':
      return sign >= 0;
    default:
      return operator satisfies never;
  }
}
