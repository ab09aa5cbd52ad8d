import type Database from 'better-sqlite3';
import { quote } from '#core/describe-value.ts';

/** An id stands in addresses, file names and messages: ours are UUIDs. */
const ID = /^[\w-]{1,64}$/;

/** Names of series become keys in paths of JSON, which have no way to write these. */
const SERIES_NAME = /^[^"\\\p{Cc}\p{Zl}\p{Zp}]{1,1000}$/u;

/**
 * What the tables take, and no lab writes: ids and names that nothing else could name, series whose steps do not rise.
 *
 * @param archive of the newest schema
 * @returns the first such thing, for people; null without one
 */
export function rowFault(archive: Database.Database): string | null {
  return idFault(archive) ?? seriesNameFault(archive) ?? chunkFault(archive);
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
