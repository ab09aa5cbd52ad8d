import { isDecimal } from './decimal.ts';
import { splitRows, type Delimiter, type RowSplitter } from './split-rows.ts';

/** The least common in numbers first: if two explain a table equally well, `3,14;2,72` is separated by semicolons. */
const CANDIDATES: readonly Delimiter[] = ['tab', 'semicolon', 'comma', 'whitespace'];

const SAMPLE_LENGTH = 65_536;
const SAMPLE_ROWS = 50;

interface Explanation {
  readonly delimiter: Delimiter;
  readonly isEven: boolean;
  /** Share of the columns that hold numbers alone, whichever their decimal mark. */
  readonly numeric: number;
  readonly fields: number;
}

/**
 * Detects the delimiter from a table's first rows: one that splits every row into the same number of fields before one
 * that does not; then the one with the largest share of numeric columns, then with the most columns. A comma if there is
 * only one column.
 */
export function guessDelimiter(text: string): Delimiter {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const isCut = sample.length < text.length;
  let best: Explanation | null = null;
  for (const delimiter of CANDIDATES) {
    const explanation = explain(sampleRows(sample, delimiter, isCut), delimiter);
    // Words in a sentence are no columns.
    const isOne = explanation.fields >= 2 && (delimiter !== 'whitespace' || explanation.isEven);
    if (isOne && (best === null || isBetter(explanation, best))) best = explanation;
  }
  return best?.delimiter ?? 'comma';
}

function isBetter(a: Explanation, b: Explanation): boolean {
  if (a.isEven !== b.isEven) return a.isEven;
  if (a.isEven && a.numeric !== b.numeric) return a.numeric > b.numeric;
  return a.fields > b.fields;
}

function explain(rows: readonly (readonly string[])[], delimiter: Delimiter): Explanation {
  const fields = rows.length === 0 ? 0 : rows[0].length;
  const isEven = rows.every((row) => row.length === fields);
  // The first row may hold names.
  const data = rows.length > 1 ? rows.slice(1) : rows;
  const places = Array.from({ length: fields }, (_, place) => place);
  const numeric = places.filter((place) => data.every((row) => isNumber(row[place] ?? '')));
  return { delimiter, isEven, numeric: numeric.length / Math.max(1, fields), fields };
}

function isNumber(field: string): boolean {
  const text = field.trim();
  // In `1, 2`, the comma separates.
  return isDecimal(text, 'point') || (isDecimal(text, 'comma') && !text.endsWith(','));
}

function sampleRows(sample: string, delimiter: Delimiter, isCut: boolean): (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  const take: Parameters<RowSplitter>[1] = ({ fields }) => {
    if (fields.length > 1 || fields[0].trim() !== '') rows.push(fields);
  };
  splitRows[delimiter](sample, take);
  // A row that the sample truncates says nothing.
  if (isCut && rows.length > 1) rows.pop();
  return rows.slice(0, SAMPLE_ROWS);
}
