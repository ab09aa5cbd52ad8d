import { curvesCsv } from '../csv.ts';
import type { Results } from '../results.ts';
import type { DataFile } from './document.ts';

/** `train/loss` → `train-loss.csv`. */
export function seriesFileName(name: string): string {
  return `${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}.csv`;
}

/** The runs that have the series, in column order; the viewer counts on this order too. */
export function seriesRuns(results: Results, name: string) {
  return results.runs.filter((run) => results.curve(run.id, name).steps.length > 0);
}

/**
 * One scalar series of all runs as a table: a column a run. Column names begin with the seed, so that an arm's name
 * cannot begin a field, which a spreadsheet might take for a formula.
 */
export function seriesFile(results: Results, name: string): DataFile {
  const columns = seriesRuns(results, name).map((run) => ({
    name: `seed ${run.seed}: ${run.arm}`,
    curve: results.curve(run.id, name),
  }));
  return {
    fileName: seriesFileName(name),
    mediaType: 'text/csv',
    description: `${name}, one column a run`,
    text: curvesCsv(columns),
    shown: true,
  };
}
