import type { CsvSpec } from '../../spec/dataset/dataset.ts';

export type DecimalMark = NonNullable<CsvSpec['decimal']>;

const PATTERNS: Readonly<Record<DecimalMark, RegExp>> = {
  point: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/,
  comma: /^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$/,
};

/** True for valid features: decimal numbers that fit into float32. */
export function isDecimal(text: string, mark: DecimalMark): boolean {
  return PATTERNS[mark].test(text) && Number.isFinite(Math.fround(decimalValue(text, mark)));
}

/** The number that a text stands for which `isDecimal`. */
export function decimalValue(text: string, mark: DecimalMark): number {
  return Number(mark === 'comma' ? text.replace(',', '.') : text);
}
