import type { FilterField } from './filter-field.ts';
import type { DurationUnit } from './duration.ts';

/**
 * A filter over runs as it is understood: every field is known, every value fits its field. Text becomes one by
 * `parseFilter`, and text again by `formatFilter`; the store makes an SQL condition of it.
 *
 * Each condition is true or false of a run, never anything between: about a value that the run does not have, every
 * condition but `is missing` is false, `!=` and `not in` included; `not` turns true and false around. A list (tags)
 * equals what one of its items equals, and differs from what none of them equals. Empty text is no value.
 */
export type Filter =
  | { readonly kind: 'all'; readonly of: readonly Filter[] }
  | { readonly kind: 'any'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | Condition;

export type Condition =
  | {
      readonly kind: 'compare';
      readonly field: FilterField;
      readonly operator: Comparison;
      readonly value: FilterValue;
    }
  /** The field's text contains the text, upper and lower case being the same. */
  | { readonly kind: 'contains'; readonly field: FilterField; readonly text: string }
  | {
      readonly kind: 'in';
      readonly field: FilterField;
      readonly values: readonly FilterValue[];
      readonly negated: boolean;
    }
  /** The run has no such value; negated: it has one, whichever. */
  | { readonly kind: 'missing'; readonly field: FilterField; readonly negated: boolean };

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type FilterValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'duration'; readonly amount: number; readonly unit: DurationUnit }
  /** As written; `momentSpan` tells from when until when it is. */
  | { readonly kind: 'moment'; readonly text: string };

/** More than anyone writes by hand. */
export const FILTER_LENGTH_MAX = 2_000;

/** Parentheses and `not` within each other. */
export const FILTER_DEPTH_MAX = 32;
