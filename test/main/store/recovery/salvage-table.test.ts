import { beforeAll, describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '#main/store/integrity/database-header.ts';
import {
  databaseWith,
  firstPagesOf,
  own,
  requireNoSilentLoss,
  wholeDatabase,
  type WholeDatabase,
} from './whole-database.ts';

let whole: WholeDatabase;

beforeAll(async () => {
  whole = await wholeDatabase();
});

describe('what is read of a damaged database', () => {
  it('says so where a bit in the header of a row took its checksum for a value', async () => {
    const bytes = Buffer.from(whole.bytes);
    const { run } = whole.content.details.find(({ experiment }) => experiment.title === 'Point')!.runs[0];
    const [page] = await firstPagesOf(bytes, 'runs');
    // Before its first value, the id, the header of a row closes with the types of parentRunId and parentStep, which are
    // null, and of the checksum, an integer.
    const at = bytes.indexOf(run.id, page) - 3;
    expect([...bytes.subarray(at, at + 2)]).toEqual([0, 0]);
    bytes[at] ^= 0x80;
    await requireNoSilentLoss(whole, bytes, whole.roots);
    const store = await own(await databaseWith(bytes, whole.roots));
    expect(store.recovery?.losses).toEqual([expect.stringContaining('its record is damaged')]);
  });

  it('says so of rows that no longer say to which run they belong', async () => {
    const [table, index] = await firstPagesOf(whole.bytes, 'series', 'sqlite_autoindex_series_1');
    const bytes = Buffer.from(whole.bytes);
    // The rows of the table, which stand at the end of its page, and the kind of the index's page.
    bytes.fill(0, table + PAGE_BYTES / 2, table + PAGE_BYTES);
    bytes[index] = 0;
    await requireNoSilentLoss(whole, bytes, whole.roots);
    const store = await own(await databaseWith(bytes, whole.roots));
    expect(store.recovery?.losses).toContain('A row of series could not be read, nor which run it belongs to.');
    expect(store.recovery?.losses).toContain('Points of series that are lost themselves are missing.');
  });

  it.each([
    ['runs', 2, /^The run [\w-]+ is lost\.$/],
    ['attempts', 4, /^The table attempts was broken: what nothing else names of it may be missing too\.$/],
    ['settings', 1, /^The table settings was broken/],
  ])('says so where a page of %s counts fewer rows than it has', async (name, fewer, told) => {
    const [page] = await firstPagesOf(whole.bytes, name);
    const bytes = Buffer.from(whole.bytes);
    // https://www.sqlite.org/fileformat2.html#b_tree_pages: the number of cells.
    bytes.writeUInt16BE(bytes.readUInt16BE(page + 3) - fewer, page + 3);
    await requireNoSilentLoss(whole, bytes, whole.roots);
    const store = await own(await databaseWith(bytes, whole.roots));
    expect(store.recovery?.losses).toContainEqual(expect.stringMatching(told));
  });

  it('keeps the experiments of a sweep whose record cannot be read', async () => {
    const bytes = Buffer.from(whole.bytes);
    const end = bytes.indexOf('hash-of-the-sweep');
    const at = bytes.lastIndexOf('epochs', end);
    expect(end - at).toBeLessThan(2_000);
    // Still JSON, but no unit of durations.
    bytes[at] ^= 1;
    await requireNoSilentLoss(whole, bytes, whole.roots);
    const store = await own(await databaseWith(bytes, whole.roots));
    expect(store.recovery?.losses).toEqual([
      expect.stringMatching(/^A row of sweeps \(.*\) may have changed\.$/),
      'A sweep could not be read; its experiments are kept.',
    ]);
    expect(await store.sweeps.list()).toEqual([]);
    expect((await store.experiments.list()).map(({ title, sweepId }) => [title, sweepId])).toEqual([
      ['Point', null],
      ['Point', null],
      ['First of all', null],
    ]);
  });
});
