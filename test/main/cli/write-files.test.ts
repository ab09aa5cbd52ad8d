import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles } from '#main/cli/write-files.ts';

describe('files that a command writes', () => {
  let folder: string;
  let databaseFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bnlab-out-'));
    databaseFile = join(folder, 'lab.db');
    writeFileSync(databaseFile, 'the database');
    writeFileSync(join(folder, 'series.csv'), 'theirs');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const files = new Map([
    ['run.csv', 'run'],
    ['series.csv', 'series'],
  ]);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  it('replace nothing: not one of them is written where one is there', async () => {
    await expect(writeFiles(folder, files, { ifTaken: 'refuse', databaseFile })).rejects.toThrow(
      `The file ${join(folder, 'series.csv')} exists already. Choose another folder with --out, or replace what is there with --overwrite.`,
    );
    expect(readdirSync(folder)).toEqual(['lab.db', 'series.csv']);
    expect(read('series.csv')).toBe('theirs');
  });

  it('replace what is there where that was said, but never the database', async () => {
    await writeFiles(folder, files, { ifTaken: 'replace', databaseFile });
    expect([read('run.csv'), read('series.csv')]).toEqual(['run', 'series']);
    const over = new Map([['lab.db', 'a report']]);
    await expect(writeFiles(folder, over, { ifTaken: 'replace', databaseFile })).rejects.toThrow(/belongs to the lab/);
    expect(read('lab.db')).toBe('the database');
  });

  it('get a number after hours of training', async () => {
    const report = new Map([['series.csv', 'new']]);
    expect(await writeFiles(folder, report, { ifTaken: 'number', databaseFile })).toEqual([
      join(folder, 'series-2.csv'),
    ]);
    expect([read('series.csv'), read('series-2.csv')]).toEqual(['theirs', 'new']);
  });
});
