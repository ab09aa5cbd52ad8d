import type { IToken } from 'chevrotain';
import { assert } from '../assert.ts';
import type { FilterError } from '../errors.ts';
import { didYouMean } from '../spec/parse/did-you-mean.ts';
import type { FilterCatalogue } from './catalogue.ts';
import { readDuration } from './duration.ts';
import type { FaultMaker } from './fault.ts';
import { comparisonsOf, describeValues, listed, operatorsOf, takesText, takesValues } from './field-words.ts';
import { COMPARISONS, type Comparison, type Condition, type FilterValue } from './filter.ts';
import type { FilterField } from './filter-field.ts';
import type { ConditionSyntax } from './grammar.ts';
import { momentSpan } from './moment.ts';
import { readText, writeText } from './text-literal.ts';
import * as tokens from './tokens.ts';

/**
 * Builds conditions from what the grammar found: looks up fields and checks operators and values against their types.
 */
export class ConditionReader {
  readonly #catalogue: FilterCatalogue;
  readonly #faults: FaultMaker;

  constructor(catalogue: FilterCatalogue, faults: FaultMaker) {
    this.#catalogue = catalogue;
    this.#faults = faults;
  }

  /** @throws FilterError if there is no such field */
  field(token: IToken): FilterField {
    const field = this.#catalogue.find(token.image);
    if (field !== undefined) return field;
    throw this.#faults.at(token, FIELDS, this.#catalogue.meantBy(token.image));
  }

  /** @throws FilterError */
  condition({ field: fieldToken, operator, values }: ConditionSyntax): Condition {
    const field = this.field(fieldToken);
    switch (operator?.tokenType) {
      case undefined:
        // `pinned` on its own.
        if (!field.types.includes('boolean')) throw this.#faults.behind(fieldToken, listed(operatorsOf(field)));
        return { kind: 'compare', field, operator: '=', value: { kind: 'boolean', value: true } };
      case tokens.Comparison:
        return { kind: 'compare', field, ...this.#comparison(field, operator!, values[0]) };
      case tokens.Contains:
        if (!takesText(field)) throw this.#wrongOperator(field, operator!);
        return { kind: 'contains', field, text: this.#text(values[0]) };
      case tokens.Not:
      case tokens.In:
        if (!takesValues(field)) throw this.#wrongOperator(field, operator!);
        return {
          kind: 'in',
          field,
          values: values.map((value) => this.#value(field, value)),
          negated: operator!.tokenType === tokens.Not,
        };
      default:
        return { kind: 'missing', field, negated: operator!.tokenType === tokens.Exists };
    }
  }

  #comparison(field: FilterField, token: IToken, value: IToken): { operator: Comparison; value: FilterValue } {
    const written = token.image === '==' ? '=' : token.image;
    const operator = COMPARISONS.find((one) => one === written);
    assert(operator !== undefined, `${written} is a comparison`);
    if (!comparisonsOf(field).includes(operator)) throw this.#wrongOperator(field, token);
    const read = this.#value(field, value);
    // A field that may hold text or a number has all comparisons, but text has no order.
    if ((read.kind === 'text' || read.kind === 'boolean') && operator !== '=' && operator !== '!=') {
      throw this.#faults.at(token, `= or != before ${read.kind === 'text' ? 'text' : 'true or false'}`);
    }
    return { operator, value: read };
  }

  #wrongOperator(field: FilterField, token: IToken): FilterError {
    const below = takesValues(field) ? [] : this.#catalogue.namesBelow(field.name);
    const hint =
      below.length === 0 ? '' : ` (it contains ${below.slice(0, 6).join(', ')}${below.length > 6 ? ', …' : ''})`;
    return this.#faults.at(token, `${listed(operatorsOf(field))} after ${field.name}${hint}`);
  }

  #value(field: FilterField, token: IToken): FilterValue {
    const value = valueOf(token);
    if (value === null && token.tokenType === tokens.Text) throw this.#badEscape(token);
    if (value !== null) {
      const fitting = fit(field, value);
      if (fitting !== null) return this.#chosen(field, fitting, token);
    }
    const asText = takesText(field) && value !== null ? writeText(token.image) : undefined;
    throw this.#faults.at(token, describeValues(field), asText);
  }

  /** A text outside a closed set can only be a typing error. */
  #chosen(field: FilterField, value: FilterValue, token: IToken): FilterValue {
    if (value.kind !== 'text' || field.choices === null || field.choices.includes(value.value)) return value;
    throw this.#faults.at(token, describeValues(field), didYouMean(value.value, field.choices));
  }

  /** Text to search for may look like anything. */
  #text(token: IToken): string {
    if (token.tokenType !== tokens.Text) return token.image;
    const text = readText(token.image);
    if (text === null) throw this.#badEscape(token);
    return text;
  }

  #badEscape(token: IToken): FilterError {
    return this.#faults.at(token, 'text with no escapes but \\", \\\\, \\n, \\t and the others of JSON');
  }
}

const FIELDS = 'a field such as status, arm, seed, test/accuracy.last or optimizer.learningRate';

/** What a token means on its own; null if it means nothing valid. */
function valueOf({ tokenType, image }: IToken): FilterValue | null {
  switch (tokenType) {
    case tokens.Text: {
      const value = readText(image);
      return value === null ? null : { kind: 'text', value };
    }
    case tokens.Word:
      return { kind: 'text', value: image };
    case tokens.True:
    case tokens.False:
      return { kind: 'boolean', value: tokenType === tokens.True };
    case tokens.Num: {
      const value = image.endsWith('%') ? Number(image.slice(0, -1)) / 100 : Number(image);
      // There is only one zero.
      return Number.isFinite(value) ? { kind: 'number', value: value + 0 } : null;
    }
    case tokens.Duration: {
      const duration = readDuration(image);
      return duration === null ? null : { kind: 'duration', ...duration };
    }
    default:
      return momentSpan(image) === null ? null : { kind: 'moment', text: image };
  }
}

/** The value converted to the field's type; null if it does not fit. */
function fit({ types }: FilterField, value: FilterValue): FilterValue | null {
  switch (value.kind) {
    case 'text':
      if (types.includes('text') || types.includes('texts')) return value;
      return types.includes('moment') && momentSpan(value.value) !== null
        ? { kind: 'moment', text: value.value }
        : null;
    case 'number':
      return types.includes('number') || types.includes('duration') ? value : null;
    case 'boolean':
    case 'duration':
    case 'moment':
      return types.includes(value.kind) ? value : null;
    default:
      return value satisfies never;
  }
}
