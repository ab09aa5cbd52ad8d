import type { FilterField } from './filter-field.ts';
import type { DurationUnit } from './duration.ts';

/**
 * A parsed filter over runs: every field is known, and every value fits its field. `parseFilter` makes it from text and
 * `formatFilter` makes text from it; the store turns it into an SQL condition.
 *
 * Each condition is either true or false for a run, never undefined: if a run does not have a value, every condition on
 * it but `is missing` is false, including `!=` and `not in`; `not` inverts the result. A list (tags) equals whatever
 * one of its items equals, and differs from whatever none of them equals. Empty text is a missing value.
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
  /** The field's text contains the text, ignoring case. */
  | { readonly kind: 'contains'; readonly field: FilterField; readonly text: string }
  | {
      readonly kind: 'in';
      readonly field: FilterField;
      readonly values: readonly FilterValue[];
      readonly negated: boolean;
    }
  /** The run has no such value; negated: it has some value. */
  | { readonly kind: 'missing'; readonly field: FilterField; readonly negated: boolean };

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type FilterValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'duration'; readonly amount: number; readonly unit: DurationUnit }
  /** As written; `momentSpan` gives its beginning and end. */
  | { readonly kind: 'moment'; readonly text: string };

/** More than anyone writes by hand. */
export const FILTER_LENGTH_MAX = 2_000;

/** Nested parentheses and `not`. */
export const FILTER_DEPTH_MAX = 32;
