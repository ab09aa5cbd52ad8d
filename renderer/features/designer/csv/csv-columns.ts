import type { CsvColumnRecord, CsvOutlineRecord } from '#core/contract/csv-outline.ts';

/**
 * Which columns of a table are the label and the features, translated between the spec's references and the table's
 * indices.
 */

export type ColumnReference = string | number;

/** What the spec calls a column: its name if no other has it, or else its index. */
export function referenceOf(column: CsvColumnRecord, { columns }: CsvOutlineRecord): ColumnReference {
  const { name, place } = column;
  return name !== null && columns.filter((other) => other.name === name).length === 1 ? name : place;
}

/**
 * The index of a reference, as the reader resolves it: a name wins over an index, and −1 is the last. Null if there is
 * none.
 */
export function placeOf(reference: unknown, { columns }: CsvOutlineRecord): number | null {
  if (typeof reference !== 'string' && typeof reference !== 'number') return null;
  const text = String(reference).trim();
  const named = columns.filter(({ name }) => name === text);
  if (named.length > 0) return named.length === 1 ? named[0].place : null;
  if (!/^-?\d+$/.test(text)) return null;
  const place = Number(text) === -1 ? columns.length - 1 : Number(text);
  return place in columns ? place : null;
}

export interface ColumnChoice {
  /** Null if the spec's reference leads to no column. */
  readonly label: number | null;
  readonly features: ReadonlySet<number>;
  /** References that lead to no column. */
  readonly unknown: readonly string[];
}

/** @param featureColumns Undefined for all but the label. */
export function readChoice(labelColumn: unknown, featureColumns: unknown, outline: CsvOutlineRecord): ColumnChoice {
  const label = placeOf(labelColumn ?? -1, outline);
  const unknownLabel = label === null ? [String(labelColumn)] : [];
  if (!Array.isArray(featureColumns)) {
    const others = outline.columns.map(({ place }) => place).filter((place) => place !== label);
    return { label, features: new Set(others), unknown: unknownLabel };
  }
  const places = featureColumns.map((reference: unknown) => ({ reference, place: placeOf(reference, outline) }));
  return {
    label,
    features: new Set(places.flatMap(({ place }) => place ?? [])),
    unknown: [
      ...unknownLabel,
      ...places.filter(({ place }) => place === null).map(({ reference }) => String(reference)),
    ],
  };
}

/** The spec's fields for a choice; if all columns but the label are features, no list is needed. */
export function writeChoice(
  label: number,
  features: ReadonlySet<number>,
  outline: CsvOutlineRecord,
): { labelColumn: ColumnReference; featureColumns: ColumnReference[] | undefined } {
  const { columns } = outline;
  const chosen = columns.filter(({ place }) => features.has(place) && place !== label);
  return {
    labelColumn: referenceOf(columns[label], outline),
    featureColumns:
      chosen.length === columns.length - 1 ? undefined : chosen.map((column) => referenceOf(column, outline)),
  };
}

export function canBeFeature({ type, emptyFields }: CsvColumnRecord): boolean {
  return (type === 'integer' || type === 'number') && emptyFields === 0;
}

/** There are few classes, and every example has one. */
export function canBeLabel({ distinct, emptyFields }: CsvColumnRecord): boolean {
  return distinct !== null && distinct >= 2 && emptyFields === 0;
}

/**
 * The likeliest label of a table: the last column, if it can be one; otherwise a text column that can, otherwise any.
 * Features are the numeric columns besides it, but not an index that only counts the rows.
 */
export function likelyChoice({ columns, indexColumn }: CsvOutlineRecord): {
  label: number;
  features: ReadonlySet<number>;
} {
  const last = columns.length - 1;
  const able = columns.filter(canBeLabel);
  const label = canBeLabel(columns[last])
    ? last
    : (able.find(({ type }) => type === 'text')?.place ?? able[0]?.place ?? last);
  // An index gives the classes away where the rows are sorted.
  const numbers = columns.filter(
    (column) => column.place !== label && column.place !== indexColumn && canBeFeature(column),
  );
  return { label, features: new Set(numbers.map(({ place }) => place)) };
}
