import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeNewFile, PRIVATE_FILE } from '#main/files/new-file.ts';

describe('makeNewFile', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bnlab-new-'));
    file = join(folder, 'new.bnlab');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes the file with the rights that it was told, and its folder where that is missing', async () => {
    const inside = join(folder, 'a', 'b', 'new.bnlab');
    expect(await makeNewFile(inside, (part) => writeFile(part, 'whole').then(() => 7), PRIVATE_FILE)).toBe(7);
    expect(readFileSync(inside, 'utf8')).toBe('whole');
    expect(statSync(inside).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['new.bnlab']);
  });

  it('never replaces a file, also not one that appears while it works', async () => {
    const taken = `The file ${file} exists already, and nothing is overwritten. Choose another name.`;
    await expect(makeNewFile(file, async () => writeFileSync(file, 'somebody’s'))).rejects.toThrow(taken);
    expect(readFileSync(file, 'utf8')).toBe('somebody’s');
    const work = () => Promise.reject(new Error('there is nothing to do'));
    await expect(makeNewFile(file, work)).rejects.toThrow(taken);
    expect(readdirSync(folder)).toEqual(['new.bnlab']);
  });

  it('removes what it began, and nothing else: not what others call their unfinished files', async () => {
    const theirs = ['new.bnlab.part', 'new.bnlab.part-journal', '.new.bnlab.part'];
    for (const name of theirs) writeFileSync(join(folder, name), 'mine');
    const failing = async (part: string) => {
      writeFileSync(`${part}-journal`, 'half');
      throw new Error('it failed');
    };
    await expect(makeNewFile(file, failing)).rejects.toThrow('it failed');
    expect(readdirSync(folder).sort()).toEqual([...theirs].sort());
    await makeNewFile(file, (part) => writeFile(part, 'whole'));
    expect(readdirSync(folder).sort()).toEqual([...theirs, 'new.bnlab'].sort());
    for (const name of theirs) expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
  });

  it.each([
    ['file/new.bnlab', 'part of the path is a file'],
    ['folder', 'exists already'],
    [`${'n'.repeat(300)}.bnlab`, 'the name is too long'],
  ])('says why %s cannot be made', async (name, reason) => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder'));
    await expect(makeNewFile(join(folder, name), (part) => writeFile(part, 'x'))).rejects.toThrow(reason);
    expect(readdirSync(folder)).toEqual(['file', 'folder']);
  });
});
