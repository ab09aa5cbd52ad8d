import { z } from 'zod';
import { csv } from '../spec/dataset/dataset-files.ts';

/** Which table is asked about, as a spec would name it. */
export const csvRequest = csv.pick({ file: true, delimiter: true, decimal: true, header: true });
export type CsvRequest = z.infer<typeof csvRequest>;

/** What a table holds, so that a person can say which column is the label and which are features. */
export const csvOutline = z.object({
  delimiter: csv.shape.delimiter.unwrap().exclude(['auto']),
  /** As the request says; otherwise, how its numbers seem to be written. */
  decimal: z.enum(['point', 'comma']),
  /** Whether the first line seems to be data, because all names in it are numbers. */
  hasNumericNames: z.boolean(),
  /** A column without a name that only counts the rows, such as an index that pandas writes; null if there is none. */
  indexColumn: z.int().nullable(),
  /** Without the header. */
  rows: z.int(),
  columns: z.array(
    z.object({
      /** From 0. */
      place: z.int(),
      /** From the header; null where there is none or it is empty. */
      name: z.string().nullable(),
      /** What all fields are that are not empty; only numbers can be features. */
      type: z.enum(['integer', 'number', 'text', 'empty']),
      emptyFields: z.int(),
      /** Distinct values; null if there are more than can be classes. */
      distinct: z.int().nullable(),
      /** The first distinct values. */
      samples: z.array(z.string()),
      /** Of the first distinct numbers, how many float32 keeps apart; absent where it keeps all that matter. */
      merged: z.object({ distinct: z.int(), kept: z.int() }).optional(),
    }),
  ),
});
export type CsvOutlineRecord = z.infer<typeof csvOutline>;
export type CsvColumnRecord = CsvOutlineRecord['columns'][number];
