import type Database from 'better-sqlite3';
import { quote } from '#core/describe-value.ts';
import { quoted, tablesOf } from '../schema/database-shape.ts';

/** Ids appear in addresses, file names and messages; ours are UUIDs. */
const ID = /^[\w-]{1,64}$/;

/** Names of series become keys in paths of JSON, which have no way to write these. */
const SERIES_NAME = /^[^"\\\p{Cc}\p{Zl}\p{Zp}]{1,1000}$/u;

/**
 * What the tables take, and no lab writes: ids and names that nothing else could name, times that are none, series whose
 * steps do not rise or whose points are not alike.
 *
 * @param archive of the newest schema
 * @returns the first such thing, for people; null without one
 */
export function rowFault(archive: Database.Database): string | null {
  return (
    idFault(archive) ?? timeFault(archive) ?? seriesNameFault(archive) ?? chunkFault(archive) ?? widthFault(archive)
  );
}

function idFault(archive: Database.Database): string | null {
  const ids = archive
    .prepare('SELECT id FROM sweeps UNION ALL SELECT id FROM experiments UNION ALL SELECT id FROM runs')
    .pluck();
  for (const id of ids.iterate() as IterableIterator<string>) {
    if (!ID.test(id)) return `the id ${quote(id)}: expected 1 to 64 letters, digits, “-” and “_”`;
  }
  return null;
}

/** Times are compared as text, so they are all written alike. */
function timeFault(archive: Database.Database): string | null {
  for (const { name, columns } of tablesOf(archive)) {
    for (const column of columns.filter((one) => one.endsWith('At'))) {
      const times = archive
        .prepare(`SELECT ${quoted(column)} FROM ${quoted(name)} WHERE ${quoted(column)} NOTNULL`)
        .pluck();
      for (const time of times.iterate() as IterableIterator<string>) {
        if (isTime(time)) continue;
        return `${column} of ${name}: expected a time as 2026-01-31T12:00:00.000Z, received ${quote(time)}`;
      }
    }
  }
  return null;
}

/** As `toISOString` writes it, up to the year 9999. */
function isTime(text: string): boolean {
  const time = Date.parse(text);
  return /^\d{4}-/.test(text) && !Number.isNaN(time) && new Date(time).toISOString() === text;
}

function seriesNameFault(archive: Database.Database): string | null {
  const names = archive
    .prepare('SELECT name FROM series UNION SELECT item.key FROM runs, json_each(runs.summary) AS item')
    .pluck();
  for (const name of names.iterate() as IterableIterator<string>) {
    if (!SERIES_NAME.test(name)) return `the name of a series ${quote(name)}: expected text without “"” and “\\”`;
  }
  return null;
}

interface Chunk {
  readonly seriesId: number;
  readonly runId: string;
  readonly name: string;
  readonly firstStep: number;
  readonly stride: number;
  readonly points: number;
}

function chunkFault(archive: Database.Database): string | null {
  const chunks = archive.prepare(
    `SELECT seriesId, runId, name, firstStep, stride, points FROM seriesChunks JOIN series ON series.id = seriesId
     ORDER BY seriesId, firstStep`,
  );
  let series = NaN;
  let last = -1;
  for (const { seriesId, runId, name, firstStep, stride, points } of chunks.iterate() as IterableIterator<Chunk>) {
    if (seriesId !== series) last = -1;
    const where = `the series ${quote(name)} of run ${runId}`;
    if (firstStep <= last) return `${where}: expected a step above ${last}, received ${firstStep}`;
    series = seriesId;
    last = firstStep + (points - 1) * stride;
    if (!Number.isSafeInteger(last)) return `${where}: expected steps up to 2^53, received ${last}`;
  }
  return null;
}

interface Widths {
  readonly runId: string;
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

/** The points of a series have one width, those of one that its run sums up are single values. */
function widthFault(archive: Database.Database): string | null {
  const fault = archive
    .prepare(
      `SELECT runId, name, min(width) AS least, max(width) AS most FROM seriesChunks JOIN series ON series.id = seriesId
       GROUP BY seriesId HAVING least <> most OR
         (most > 1 AND name IN (SELECT key FROM runs, json_each(runs.summary) WHERE runs.id = runId))
       LIMIT 1`,
    )
    .get() as Widths | undefined;
  if (fault === undefined) return null;
  const { runId, name, least, most } = fault;
  const [expected, received] =
    least === most ? ['points of 1 value', most] : ['points of one width', `${least} and ${most}`];
  return `the series ${quote(name)} of run ${runId}: expected ${expected}, received ${received}`;
}
