import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { experimentRecord } from '#core/contract/experiment-record.ts';
import type { RunRecord } from '#core/contract/run-record.ts';
import { chunkRecord, runSeries } from '#core/contract/series-record.ts';
import { sweepRecord } from '#core/contract/sweep-record.ts';
import { LabError } from '#core/errors.ts';
import { FilterCatalogue } from '#core/filter/catalogue.ts';
import { checkDatabase } from '#main/store/check-database.ts';
import { quoted, tablesOf } from '#main/store/schema/database-shape.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { expectLegible, expectThat, type AsyncFuzz } from '../check.ts';
import { editedArchive } from '../edited-archive.ts';
import { textOf } from '../input.ts';
import { temporaryFolder } from '../lab.ts';

export const runs = 60;

/** A lab that has one of the two experiments of the archive, and the archive's place. */
interface Target {
  readonly folder: string;
  readonly store: Store;
  readonly archive: string;
  readonly files: readonly string[];
  readonly rows: ReadonlyMap<string, ReadonlySet<string>>;
}

let target: Promise<Target> | undefined;

async function openTarget(): Promise<Target> {
  const folder = temporaryFolder();
  const store = await openStore(join(folder, 'lab.db'), { mode: 'own' });
  process.once('exit', () => void store.close());
  const archive = join(folder, 'edited.bnlab');
  writeFileSync(archive, await editedArchive(''));
  await store.importArchive(archive);
  const [{ id }] = await store.experiments.trash();
  await store.experiments.delete(id);
  return { folder, store, archive, files: readdirSync(folder).sort(), rows: rowsOf(store) };
}

/**
 * An archive that somebody has edited: it is refused with its name, and nothing has changed, or what it brings can be
 * read by a lab that is whole and as before in all else. What it brought can be deleted again.
 */
export const fuzz: AsyncFuzz = async (bytes) => {
  // The fuzzer's memory is the next input's soon.
  const input = textOf(bytes);
  target ??= openTarget();
  const current = await target;
  try {
    await importInto(current, input);
  } catch (thrown) {
    // What the fault has left would be found in the next input's place.
    target = undefined;
    await current.store.close();
    throw thrown;
  }
};

async function importInto({ folder, store, archive, files, rows }: Target, input: string): Promise<void> {
  writeFileSync(archive, await editedArchive(input));
  const added = await importedBy(store, archive);
  expectThat(isDeepStrictEqual(readdirSync(folder).sort(), files), 'no file left beside the database');
  const now = rowsOf(store);
  for (const [table, before] of rows) {
    for (const row of before) expectThat(now.get(table)?.has(row) === true, `the row ${row} of ${table} as it was`);
  }
  if (added.length > 0) await expectWhole(store, added);
  for (const id of added) {
    await store.experiments.remove(id);
    await store.experiments.delete(id);
  }
  expectThat(isDeepStrictEqual(added.length > 0 ? rowsOf(store) : now, rows), 'all rows as before the import');
}

/** The experiments that came; none where the archive was refused in the way that people may see. */
async function importedBy(store: Store, archive: string): Promise<string[]> {
  try {
    const report = await store.importArchive(archive);
    return [...report.added, ...report.renamed].map(({ id }) => id);
  } catch (thrown) {
    if (!(thrown instanceof LabError) || thrown.code === 'INTERNAL') throw thrown;
    expectLegible(thrown.message);
    expectThat(thrown.message.includes(archive), `the archive's name in ${JSON.stringify(thrown.message)}`);
    return [];
  }
}

/** All that a lab would show of them. */
async function expectWhole(store: Store, ids: readonly string[]): Promise<void> {
  const check = await checkDatabase(store.file);
  expectThat(check?.faults.length === 0, `a database that is whole, not ${check?.faults.join('; ')}`);
  const listed = new Map(
    [...(await store.experiments.list()), ...(await store.experiments.trash())].map((record) => [record.id, record]),
  );
  for (const sweep of await store.sweeps.list()) expectTime(sweepRecord.parse(sweep).createdAt);
  for (const id of ids) {
    expectThat(listed.has(id), `the experiment ${id} in the list or in the trash`);
    const { createdAt, removedAt } = experimentRecord.parse(listed.get(id));
    [createdAt, removedAt].forEach(expectTime);
    for (const run of (await store.experiments.get(id)).runs) await readRun(store, run);
  }
  const catalogue = new FilterCatalogue(await store.runs.scalarSeries());
  for (const name of catalogue.names()) {
    const field = catalogue.find(name);
    if (field?.source.kind === 'summary') await store.runs.fieldValues(field);
  }
  expectThat((await store.runs.left()).length === 0, 'no run that goes on by itself');
  await store.runs.find({ filter: null, order: null, limit: 100, offset: 0 });
}

/** What a window can write, and a list can sort. */
function expectTime(time: string | null): void {
  expectThat(time === null || new Date(time).toISOString() === time, `a time, not ${JSON.stringify(time)}`);
}

async function readRun(store: Store, { id: runId, summary, startedAt, endedAt }: RunRecord): Promise<void> {
  await store.runs.spec(runId);
  [startedAt, endedAt].forEach(expectTime);
  for (const attempt of await store.attempts.list(runId)) {
    [attempt.startedAt, attempt.endedAt].forEach(expectTime);
    expectThat(attempt.exit !== null && attempt.endedAt !== null, 'attempts that have ended');
  }
  for (const { path, shape, values } of await store.tensors.read(runId)) {
    const count = shape.reduce((product, extent) => product * extent, 1);
    expectThat(values.length === count, `${count} values of ${path} as its shape says, not ${values.length}`);
  }
  for (const { step, createdAt } of await store.checkpoints.list(runId)) {
    expectTime(createdAt);
    const { damagedSteps } = await store.checkpoints.get(runId, step);
    expectThat(damagedSteps.length === 0, 'checkpoints that are whole');
  }
  for (const series of await store.series.read([runId])) {
    let end = -1;
    const width = Object.hasOwn(summary, series.name) ? 1 : series.chunks[0]?.width;
    for (const chunk of series.chunks) {
      chunkRecord.parse({ ...chunk, values: '' });
      runSeries.parse({ ...series, chunks: [] });
      expectThat(chunk.width === width, `points of ${series.name} that are alike`);
      expectThat(chunk.firstStep > end, `steps of ${series.name} that rise`);
      end = chunk.firstStep + (chunk.values.length / chunk.width - 1) * chunk.stride;
      expectThat(Number.isSafeInteger(end), `steps of ${series.name} that are numbers`);
    }
  }
}

/** Every row of a lab, as text, by table. Rows of series have ids that a lab gives anew. */
function rowsOf(store: Store): Map<string, Set<string>> {
  const database = new Database(store.file, { readonly: true });
  try {
    const tables = tablesOf(database).map(({ name }) => {
      const rows = database
        .prepare(`SELECT * FROM ${quoted(name)}`)
        .raw()
        .all() as unknown[][];
      return [name, new Set(rows.map((row) => JSON.stringify(row)))] as const;
    });
    return new Map(tables);
  } finally {
    database.close();
  }
}
