import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from '#main/files/write-whole-file.ts';

describe('writeWholeFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bnlab-write-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes text and bytes, and leaves nothing beside them', async () => {
    await writeWholeFile(join(folder, 'text.html'), '<p>β</p>', { mayReplace: false, databaseFile: null });
    await writeWholeFile(join(folder, 'image.png'), Uint8Array.of(1, 2, 3), { mayReplace: true, databaseFile: null });
    expect(readdirSync(folder)).toEqual(['image.png', 'text.html']);
    expect(readFileSync(join(folder, 'text.html'), 'utf8')).toBe('<p>β</p>');
    expect([...readFileSync(join(folder, 'image.png'))]).toEqual([1, 2, 3]);
  });

  it('replaces a file only if it may, also behind a link', async () => {
    const [file, link] = [join(folder, 'report.html'), join(folder, 'link.html')];
    writeFileSync(file, 'old');
    symlinkSync(file, link);
    await expect(writeWholeFile(file, 'new', { mayReplace: false, databaseFile: null })).rejects.toThrow(
      `The file ${file} exists already, and nothing is overwritten. Choose another name.`,
    );
    expect(readFileSync(file, 'utf8')).toBe('old');
    await writeWholeFile(link, 'new', { mayReplace: true, databaseFile: null });
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['link.html', 'report.html']);
  });

  it.each([
    ['no/such/report.html', 'the folder does not exist'],
    ['file/report.html', 'part of the path is a file'],
    ['folder', 'a folder has this name'],
    [`${'n'.repeat(300)}.html`, 'the name is too long'],
  ])('says why %s could not be written', async (name, reason) => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder'));
    await expect(writeWholeFile(join(folder, name), 'text', { mayReplace: true, databaseFile: null })).rejects.toThrow(
      reason,
    );
    expect(readdirSync(folder)).toEqual(['file', 'folder']);
  });
});
