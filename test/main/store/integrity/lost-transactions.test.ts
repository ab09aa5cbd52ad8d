import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { countLostTransactions } from '#main/store/integrity/lost-transactions.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/store.ts';
import { points } from '#test/fixtures/points.ts';
import { freshFolder, newExperiment } from '../experiments.ts';

const HEADER_BYTES = 32;
const FRAME_BYTES = 24 + 4_096;

/** A database and its log as they lie there when the lab dies, with where the log ended after each transaction. */
interface Left {
  readonly main: Buffer;
  readonly log: Buffer;
  readonly ends: readonly number[];
}

let left: Left;

beforeEach(async () => {
  const file = join(await freshFolder(), 'lab.db');
  const store = await openStore(file, { mode: 'own' });
  for (let index = 0; index < 6; index += 1) await store.experiments.create(newExperiment(`Before ${index}`));
  // The log is written from its start again: behind what is written now stand frames of before.
  const other = new Database(file);
  other.pragma('wal_checkpoint(RESTART)');
  other.close();
  const logs = [await readFile(`${file}-wal`)];
  const { id } = await store.experiments.create(newExperiment('First'));
  const [run] = (await store.experiments.get(id)).runs;
  logs.push(await readFile(`${file}-wal`));
  for (let step = 1; step <= 5; step += 1) {
    await store.runs.recordProgress(run.id, {
      steps: step,
      points: [points('train/loss', step, [1 / step])],
      summary: {},
    });
    logs.push(await readFile(`${file}-wal`));
  }
  const ends = logs.slice(1).map((log, index) => endOfChange(logs[index], log));
  left = { main: await readFile(file), log: logs[logs.length - 1], ends };
  await store.close();
});

/** Where the last frame ends that is another one than before. */
function endOfChange(before: Buffer, after: Buffer): number {
  let end = after.length;
  while (before.subarray(end - FRAME_BYTES, end).equals(after.subarray(end - FRAME_BYTES, end))) end -= FRAME_BYTES;
  return end;
}

async function leave(log: Buffer): Promise<string> {
  const file = join(await freshFolder(), 'lab.db');
  await Promise.all([writeFile(file, left.main), writeFile(`${file}-wal`, log), writeFile(`${file}-owner`, '')]);
  return file;
}

/** How many of the five points there are. */
async function pointsIn(store: Store): Promise<number> {
  const experiment = (await store.experiments.list()).find(({ title }) => title === 'First');
  if (experiment === undefined) return -1;
  const { runs } = await store.experiments.get(experiment.id);
  const [series] = await store.series.read(
    runs.map(({ id }) => id),
    ['train/loss'],
  );
  return series?.chunks.reduce((count, { values }) => count + values.length, 0) ?? 0;
}

describe('the log of a lab that died', () => {
  it('is whole at any length, as a crash may leave it', async () => {
    expect(left.log.length, 'frames of before behind the last one').toBeGreaterThan(left.ends[left.ends.length - 1]);
    await fc.assert(
      fc.asyncProperty(fc.nat(left.log.length), async (length) => {
        expect(countLostTransactions(await leave(left.log.subarray(0, length)))).toBe(0);
      }),
      { numRuns: 100 },
    );
    expect(countLostTransactions(join(await freshFolder(), 'none.db'))).toBe(0);
  });

  it('is whole wherever a transaction too large for memory was cut off, also between its commit and its checksums', async () => {
    const file = join(await freshFolder(), 'lab.db');
    const database = new Database(file);
    onTestFinished(() => void database.close());
    database.pragma('journal_mode = WAL');
    database.pragma('cache_size = 10');
    database.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, data BLOB); BEGIN');
    const put = database.prepare('INSERT OR REPLACE INTO things VALUES (?, randomblob(3000))');
    // Every fiftieth goes over the first, whose frame is in the log already; those behind get no checksum until the end.
    for (let index = 0; index < 120; index += 1) put.run(index % 50 === 49 ? 0 : index);
    const underWay = await readFile(`${file}-wal`);
    database.exec('COMMIT');
    const whole = await readFile(`${file}-wal`);
    const isBare = (log: Buffer, at: number) => log.subarray(at + 8, at + 24).every((byte) => byte === 0);
    const frames = Array.from(
      { length: (whole.length - HEADER_BYTES) / FRAME_BYTES },
      (_, n) => HEADER_BYTES + n * FRAME_BYTES,
    );
    expect(frames.some((at) => at < underWay.length && isBare(underWay, at))).toBe(true);
    // With all pages and the commit written, each header is as before until it is put right, one after the other.
    const log = Buffer.from(whole);
    for (const at of frames) {
      if (at < underWay.length) underWay.copy(log, at, at, at + 24);
      else log.fill(0, at + 8, at + 24);
    }
    for (const at of frames) {
      expect(countLostTransactions(await leave(log))).toBe(0);
      whole.copy(log, at, at, at + 24);
    }
    expect(log.equals(whole)).toBe(true);
  });

  it('tells how many transactions lie behind a break, wherever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(left.log.length - 1), fc.nat(7), async (at, bit) => {
        const log = Buffer.from(left.log);
        log[at] ^= 1 << bit;
        const lost = countLostTransactions(await leave(log));
        // The transaction in which the break is has its own commit behind it, unless the break is in its last frame.
        const frameEnd = HEADER_BYTES + FRAME_BYTES * (Math.floor((at - HEADER_BYTES) / FRAME_BYTES) + 1);
        const behind = left.ends.filter((end) => end > frameEnd).length;
        if (at >= HEADER_BYTES) expect(lost).toBeGreaterThanOrEqual(behind - 1);
        expect(lost).toBeLessThanOrEqual(left.ends.length + 1);
        if (behind > 1) expect(lost).toBeGreaterThan(0);
        if (at >= left.ends[left.ends.length - 1]) expect(lost, 'frames of before').toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('with a break is set aside with its database, and the person told', async () => {
    const log = Buffer.from(left.log);
    log[left.ends[1] + 24 + 100] ^= 1;
    const store = await openStore(await leave(log), { mode: 'own' });
    onTestFinished(() => store.close());
    expect(await pointsIn(store)).toBeLessThan(5);
    expect(store.recovery).toMatchObject({
      faults: [expect.stringMatching(/^its log is broken before \d transactions$/)],
    });
    expect(store.recovery?.text).toMatch(
      /What was stored last, \d transactions or more, lies behind a break in its log\./,
    );
    expect((await readFile(`${store.recovery?.setAside}-wal`)).equals(log)).toBe(true);
  });

  it('without one is read to its end', async () => {
    const store = await openStore(await leave(left.log), { mode: 'own' });
    onTestFinished(() => store.close());
    expect([store.recovery, await pointsIn(store)]).toEqual([null, 5]);
  });
});
