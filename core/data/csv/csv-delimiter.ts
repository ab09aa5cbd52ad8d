/// <reference path="./papaparse.d.ts" />
import Papa from 'papaparse';

/** The least common in numbers first: if two explain a table equally well, `3,14;2,72` is separated by semicolons. */
const CANDIDATES = ['\t', ';', ','] as const;

const SAMPLE_LENGTH = 65_536;
const SAMPLE_ROWS = 50;

/**
 * Detects the delimiter from a table's first rows: the one that splits every row into the same number of fields, and
 * into the most; if none does, the one that splits the first row into the most. A comma if there is only one column.
 */
export function guessDelimiter(text: string): string {
  const sample = text.slice(0, SAMPLE_LENGTH);
  let best: { delimiter: string; fields: number; even: boolean } = { delimiter: ',', fields: 1, even: false };
  for (const delimiter of CANDIDATES) {
    const rows = sampleRows(sample, delimiter, sample.length < text.length);
    if (rows.length === 0) continue;
    const fields = rows[0].length;
    const even = rows.every((row) => row.length === fields);
    if (fields < 2) continue;
    if ((even && !best.even) || (even === best.even && fields > best.fields)) best = { delimiter, fields, even };
  }
  return best.delimiter;
}

function sampleRows(sample: string, delimiter: string, cut: boolean): (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  Papa.parse(sample, {
    delimiter,
    step: ({ data }) => {
      if (data.length > 1 || data[0].trim() !== '') rows.push(data);
    },
  });
  // A row that the sample truncates says nothing.
  if (cut && rows.length > 1) rows.pop();
  return rows.slice(0, SAMPLE_ROWS);
}
