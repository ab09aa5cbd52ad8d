import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { batches, seriesNames, type Batch, type BatchShape } from './ingest.ts';

/** The two ways to lay one row per point: the points as the index itself, or a table with an index beside it. */
export const ROW_LAYOUTS = {
  'without rowid': `
    CREATE TABLE points (seriesId INTEGER NOT NULL, step INTEGER NOT NULL, value REAL NOT NULL,
      PRIMARY KEY (seriesId, step)) STRICT, WITHOUT ROWID`,
  'with rowid': `
    CREATE TABLE points (seriesId INTEGER NOT NULL, step INTEGER NOT NULL, value REAL NOT NULL,
      UNIQUE (seriesId, step)) STRICT`,
} as const;

export type RowLayout = keyof typeof ROW_LAYOUTS;

/** One row per point in SQLite, by the same driver under the same settings, with statements compiled once. */
export class RowPeer {
  readonly #file: string;
  readonly #database: Database.Database;

  constructor(file: string, layout: RowLayout) {
    this.#file = file;
    this.#database = new Database(file);
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = NORMAL');
    this.#database.exec(ROW_LAYOUTS[layout]);
  }

  /** @returns points a second. */
  ingestRate(firstSeriesId: number, shape: BatchShape, steps: number): number {
    const names = seriesNames(shape);
    const insert = this.#database.prepare('INSERT INTO points (seriesId, step, value) VALUES (?, ?, ?)');
    const store = this.#database.transaction(({ points }: Batch) => {
      for (const { series, firstStep, values } of points) {
        const seriesId = firstSeriesId + names.indexOf(series);
        for (let index = 0; index < values.length; index += 1) insert.run(seriesId, firstStep + index, values[index]);
      }
    });
    const all = [...batches(shape, steps)];
    const start = performance.now();
    for (const batch of all) store(batch);
    return (steps * shape.series) / ((performance.now() - start) / 1_000);
  }

  /** The points of the series as two columns each. */
  read(seriesIds: readonly number[]): { steps: Float64Array; values: Float32Array }[] {
    const select = this.#database.prepare('SELECT step, value FROM points WHERE seriesId = ? ORDER BY step').raw();
    return seriesIds.map((seriesId) => {
      const rows = select.all(seriesId) as [number, number][];
      const steps = new Float64Array(rows.length);
      const values = new Float32Array(rows.length);
      for (const [index, [step, value]] of rows.entries()) {
        steps[index] = step;
        values[index] = value;
      }
      return { steps, values };
    });
  }

  /** Of the file alone, after all was moved into it. */
  bytes(): number {
    this.#database.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(this.#file).size;
  }

  close(): void {
    this.#database.close();
  }
}
