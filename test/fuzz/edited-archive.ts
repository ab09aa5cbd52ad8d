import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { quoted, quotedList, tablesOf } from '#main/store/schema/database-shape.ts';
import { renewRowChecksums } from '#main/store/integrity/row-checksums.ts';
import { migrations } from '#main/store/migrations/migrations.ts';
import { upgradeSchema } from '#main/store/schema/schema-upgrade.ts';
import version1 from '../fixtures/schema/version-1.sql?raw';
import version2 from '../fixtures/schema/version-2.sql?raw';
import { cloneValueOf } from './clone-values.ts';

/**
 * Archives that somebody made from a valid one with a tool for SQLite: rows and the schema changed behind all constraints,
 * the checksums then put right, since noise alone never gets past those. What was changed is written a line each, and a
 * line that says nothing is passed over:
 *
 *     from 2                          begin with an archive of that version; without, of the newest
 *     set runs 0 seed 5               a column of a row, by its place; the value is JSON, or text as it stands
 *     set arms 1 spec/batchSize -1    a value within JSON, by keys
 *     copy runs 0 id other            a row once more, with one column changed
 *     delete arms 1                   a row
 *     mark user_version 9             a number of the file's header
 *     keep                            leave the checksums as they were
 *     write 96 ff00                   bytes of the file, in hexadecimal, at an offset
 *     cut 5000                        no more bytes of the file than this
 *
 * The tables are the archive's, and besides them `sqlite_master` and `kysely_migration`.
 */
export async function editedArchive(text: string): Promise<Buffer> {
  const lines = text.split('\n').slice(0, EDITS_MAX);
  const edits = lines.map((line) => /^(\w+) ?(\w*) ?(\S*) ?(\S*) ?([^]*)$/.exec(line)?.slice(1) ?? []);
  const version = Number(edits.find(([verb]) => verb === 'from')?.[1] ?? NEWEST);
  const database = new Database(await archiveOf(version));
  try {
    prepare(database);
    for (const edit of edits) skippingRefused(() => editDatabase(database, edit));
    if (!edits.some(([verb]) => verb === 'keep')) skippingRefused(() => renewRowChecksums(database));
    return edits.reduce(editBytes, database.serialize());
  } finally {
    database.close();
  }
}

const EDITS_MAX = 12;
const NEWEST = Object.keys(migrations).length;

const archives = new Map<number, Promise<Buffer>>();

function archiveOf(version: number): Promise<Buffer> {
  const known = version === 1 || version === 2 ? version : NEWEST;
  const archive = archives.get(known) ?? makeArchive(known);
  archives.set(known, archive);
  return archive;
}

async function makeArchive(version: number): Promise<Buffer> {
  const database = new Database(':memory:');
  database.pragma('foreign_keys = OFF');
  database.exec(version === 1 ? version1 : version2);
  if (version === NEWEST) await upgradeSchema(database, ':memory:', migrations, { backup: false });
  const bytes = database.serialize();
  database.close();
  return bytes;
}

function prepare(database: Database.Database): void {
  database.unsafeMode(true);
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  database.pragma('writable_schema = ON');
  database.function('sha256', (bytes: unknown) =>
    Buffer.isBuffer(bytes) ? createHash('sha256').update(bytes).digest('hex') : null,
  );
}

/** Some changes SQLite refuses even so, for example text in a column of numbers. */
function skippingRefused(change: () => void): void {
  try {
    change();
  } catch (thrown) {
    if (!(thrown instanceof Database.SqliteError || thrown instanceof RangeError)) throw thrown;
  }
}

function editDatabase(database: Database.Database, [verb, where, row, column, value]: string[]): void {
  if (verb === 'mark' && MARKS.includes(where)) database.pragma(`${where} = ${Number.parseInt(row, 10) | 0}`);
  if (!['set', 'copy', 'delete'].includes(verb)) return;
  const table = tableNamed(database, where);
  if (table === undefined) return;
  const keys = keysOf(database, table);
  if (keys.length === 0) return;
  const key = keys[Number.parseInt(row, 10) % keys.length] ?? keys[0];
  const match = table.key.map((name) => `${quoted(name)} = ?`).join(' AND ');
  const [name, ...path] = column.split('/');
  if (verb === 'delete') {
    database.prepare(`DELETE FROM ${quoted(table.name)} WHERE ${match}`).run(key);
  } else if (verb === 'copy') {
    const taken = table.columns.map((one) => (one === name ? '?' : quoted(one))).join(', ');
    const given = table.columns.includes(name) ? [sqlValue(value)] : [];
    database
      .prepare(
        `INSERT INTO ${quoted(table.name)} (${quotedList(table.columns)}) SELECT ${taken} FROM ${quoted(table.name)} WHERE ${match}`,
      )
      .run(...given, ...key);
  } else if (table.columns.includes(name)) {
    const old = database
      .prepare(`SELECT ${quoted(name)} FROM ${quoted(table.name)} WHERE ${match}`)
      .pluck()
      .get(key);
    const wanted = path.length === 0 ? sqlValue(value) : withValueAt(old, path, value);
    database.prepare(`UPDATE ${quoted(table.name)} SET ${quoted(name)} = ? WHERE ${match}`).run(wanted, ...key);
    if (table.name === 'checkpoints' && name === 'data') database.exec('UPDATE checkpoints SET sha256 = sha256(data)');
  }
}

const MARKS = ['user_version', 'application_id'];

interface EditedTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

function tableNamed(database: Database.Database, name: string): EditedTable | undefined {
  return [...tablesOf(database), ...INTERNAL_TABLES].find((table) => table.name === name);
}

const INTERNAL_TABLES: readonly EditedTable[] = [
  { name: 'sqlite_master', columns: ['type', 'name', 'tbl_name', 'rootpage', 'sql'], key: ['rowid'] },
  { name: 'kysely_migration', columns: ['name', 'timestamp'], key: ['name'] },
];

function keysOf(database: Database.Database, { name, key }: EditedTable): unknown[][] {
  const columns = quotedList(key);
  return database
    .prepare(`SELECT ${columns} FROM ${quoted(name)} ORDER BY ${columns}`)
    .raw()
    .all() as unknown[][];
}

/** What can be bound to a statement. */
function sqlValue(text: string): unknown {
  if (/^-?\d{16,20}$/.test(text)) return BigInt(text);
  const value = cloneValueOf(Buffer.from(text));
  if (value === undefined) return text;
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Uint8Array) return Buffer.from(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** JSON with another value at a place; with none there if no value is given. */
function withValueAt(json: unknown, path: readonly string[], text: string): unknown {
  const document = jsonOf(String(json));
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce<unknown>((at, key) => (isHolder(at) ? at[key] : undefined), document);
  if (!isHolder(holder)) return json;
  const value = jsonOf(text) ?? text;
  if (text === '') Reflect.deleteProperty(holder, last);
  else Object.defineProperty(holder, last, { value, enumerable: true, configurable: true, writable: true });
  return JSON.stringify(document);
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function editBytes(bytes: Buffer, [verb, first, second]: string[]): Buffer {
  const offset = Number.parseInt(first, 10);
  if (Number.isNaN(offset)) return bytes;
  if (verb === 'cut') return bytes.subarray(0, offset);
  if (verb === 'write')
    bytes.set(
      Buffer.from(second, 'hex').subarray(0, Math.max(0, bytes.length - offset)),
      Math.min(offset, bytes.length),
    );
  return bytes;
}
