import { closeSync, copyFileSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreError } from '#core/errors.ts';
import { TREES_SHARE } from '../integrity/find-faults.ts';
import { HEADER_BYTES, isHeaderTurned } from '../integrity/database-header.ts';
import { countAlteredRows } from '../integrity/row-checksums.ts';
import { laidSchema, schemaFaults, schemaOf } from '../integrity/schema-faults.ts';
import { migrations, migrationsUpTo, schemaVersion } from '../migrations/migrations.ts';
import { APPLICATION_ID, readSchemaVersion, upgradeSchema } from '../schema/schema-upgrade.ts';
import { type StoreProgress, partOf } from '../store-progress.ts';
import { damagedArchive, withArchiveErrors } from './archive-error.ts';
import { rowFault } from './row-faults.ts';

/** No archive of runs comes near it. */
const ARCHIVE_BYTES_MAX = 16 * 2 ** 30;

/**
 * A copy of somebody's archive, held against all that an archive of ours is: its header, its schema to the letter (no
 * trigger, view or index besides), its trees, its rows. One of an older version is upgraded, in the copy.
 *
 * @param copy where the copy is written; the caller removes it
 * @throws StoreError saying what is wrong; the archive is left as it is
 */
export async function openArchive(file: string, copy: string, onProgress: StoreProgress): Promise<Database.Database> {
  requireArchive(file);
  for (const part of ['', '-wal', '-shm', '-journal']) rmSync(`${copy}${part}`, { force: true });
  copyFileSync(file, copy);
  let archive: Database.Database | null = null;
  try {
    archive = new Database(copy, { timeout: 0 });
    // Nothing that the file brings is executed, and no page is believed before it was looked at.
    archive.pragma('trusted_schema = OFF');
    archive.pragma('cell_size_check = ON');
    archive.pragma('foreign_keys = OFF');
    const opened = archive;
    await withArchiveErrors(file, async () => {
      const version = readSchemaVersion(opened, file, migrations);
      await requireWhole(opened, file, version, onProgress);
      if (version < schemaVersion(migrations)) await upgrade(opened, file);
      const fault = rowFault(opened);
      if (fault !== null) throw damagedArchive(file, fault);
    });
    return archive;
  } catch (thrown) {
    archive?.close();
    throw thrown;
  }
}

function requireArchive(file: string): void {
  if (!existsSync(file)) throw new StoreError(`There is no archive ${file}. Check the name.`, { file });
  const { size } = statSync(file);
  if (!statSync(file).isFile()) throw new StoreError(`${file} is a folder: expected an archive (.bnlab).`, { file });
  if (size > ARCHIVE_BYTES_MAX) {
    throw new StoreError(
      `The archive ${file} is too large: expected ${ARCHIVE_BYTES_MAX} bytes at most, received ${size}.`,
      { file },
    );
  }
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(descriptor);
  }
  if (!header.toString('latin1').startsWith('SQLite format 3\0') || header.readUInt32BE(68) !== APPLICATION_ID) {
    throw new StoreError(
      `${file} is not a BatchNorm Lab archive: expected a file that "bnlab archive export" wrote, received something else.`,
      { file },
    );
  }
  if (isHeaderTurned(header)) throw damagedArchive(file, 'its header is not one of ours');
}

async function requireWhole(
  archive: Database.Database,
  file: string,
  version: number,
  onProgress: StoreProgress,
): Promise<void> {
  const laid = await laidSchema(migrationsUpTo(version, migrations));
  const actual = schemaOf(archive);
  const foreign = actual.filter(({ name }) => !laid.some((object) => object.name === name));
  const faults = [
    ...foreign.map(({ type, name }) => `the ${type} ${name} is in it, which no archive has`),
    ...schemaFaults(actual, laid),
  ];
  if (faults.length > 0) throw damagedArchive(file, faults.join('; '));
  const lines = archive.pragma('integrity_check(10)') as { integrity_check: string }[];
  onProgress(TREES_SHARE);
  const broken = lines.map((line) => line.integrity_check).filter((line) => line !== 'ok');
  if (broken.length > 0) throw damagedArchive(file, broken.join('; '));
  const dangling = archive.pragma('foreign_key_check') as { table: string }[];
  if (dangling.length > 0) throw damagedArchive(file, `a row of ${dangling[0].table} refers to nothing`);
  const altered = [...countAlteredRows(archive, partOf(onProgress, TREES_SHARE, 1))].map(
    ([table, count]) => `${count} of ${table}`,
  );
  if (altered.length > 0) throw damagedArchive(file, `rows are not as they were written: ${altered.join(', ')}`);
}

/** Whatever else than SQLite stops it, is something that the archive says of its own versions. */
async function upgrade(archive: Database.Database, file: string): Promise<void> {
  try {
    await upgradeSchema(archive, file, migrations, { backup: false });
  } catch (thrown) {
    if (thrown instanceof Database.SqliteError) throw thrown;
    throw damagedArchive(file, thrown instanceof Error ? thrown.message : String(thrown));
  }
}
