import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireApart } from '#main/files/require-apart.ts';

describe('a target beside the database', () => {
  let folder: string;
  let database: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bnlab-apart-'));
    database = join(folder, 'lab.db');
    writeFileSync(database, '');
    mkdirSync(join(folder, 'other'));
    symlinkSync(folder, join(folder, 'other', 'back'));
    symlinkSync(database, join(folder, 'link.db'));
    linkSync(database, join(folder, 'second-name.db'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ...['lab.db', 'lab.db-wal', 'lab.db-shm', 'lab.db-journal', 'lab.db-owner', 'lab.db-roots', 'LAB.DB-journal'],
    ...['other/back/lab.db-journal', 'other/../lab.db', 'link.db', 'second-name.db'],
  ])('may not be %s', (name) => {
    expect(() => requireApart(join(folder, name), database)).toThrow(
      `that name belongs to the lab's database ${database}. Choose another name.`,
    );
  });

  it.each(['lab.db.backup', 'lab.dbx', 'my-lab.db', 'other/lab.db-journal', 'new/folder/lab.db'])(
    'may be %s',
    (name) => {
      requireApart(join(folder, name), database);
    },
  );
});
