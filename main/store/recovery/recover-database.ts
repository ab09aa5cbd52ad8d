import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import { formatPlural } from '#core/format/words.ts';
import { countLostTransactions } from '../integrity/lost-transactions.ts';
import { renewRowChecksums } from '../integrity/row-checksums.ts';
import type { SchemaMigrations } from '../migrations/migrations.ts';
import { upgradeSchema } from '../schema/schema-upgrade.ts';
import { copyRows } from './copy-rows.ts';
import { dropUnreadable } from './drop-unreadable.ts';
import { Losses } from './losses.ts';
import { noteLosses } from './note-losses.ts';
import { openDamaged } from './open-damaged.ts';
import { freeAsideName, setAside } from './set-aside.ts';

/**
 * Replaces a damaged database by a new one with all that can be read of it. The damaged one is set aside untouched: it is
 * a copy of it that is read. Until the new one is whole, the damaged one stays in its place, so that nothing is lost if
 * this is cut short, for example by a full disk.
 *
 * @param file whose owner the caller is; nothing of this process has it open
 */
export async function recoverDatabase(
  file: string,
  faults: readonly string[],
  migrations: SchemaMigrations,
): Promise<RecoveryReport> {
  const now = new Date();
  const copy = `${file}-reading`;
  const fresh = `${file}-recovering`;
  const leftovers = [copy, fresh].flatMap((name) => [name, `${name}-wal`, `${name}-shm`, `${name}-journal`]);
  const discard = () => leftovers.forEach((name) => rmSync(name, { force: true }));
  discard();
  try {
    const losses = new Losses();
    const lost = countLostTransactions(file);
    if (lost > 0) {
      losses.other(
        `What was stored last, ${formatPlural(lost, 'transaction')} or more, lies behind a break in its log.`,
      );
    }
    const recovered = await recoverInto(fresh, file, copy, migrations, losses);
    noteLosses(fresh, losses, now);
    const setAsideAs = freeAsideName(file, now);
    setAside(file, setAsideAs);
    renameSync(fresh, file);
    const report = reportOf({ file, setAside: setAsideAs, faults, recovered, losses: recovered.losses, at: now });
    writeReport(report);
    return report;
  } finally {
    discard();
  }
}

interface Recovered {
  readonly experiments: number;
  readonly runs: number;
  readonly losses: readonly string[];
}

async function recoverInto(
  fresh: string,
  file: string,
  copy: string,
  migrations: SchemaMigrations,
  losses: Losses,
): Promise<Recovered> {
  const source = await openDamaged(file, copy, migrations);
  closeSync(openSync(fresh, 'wx', statSync(file).mode & 0o777));
  const target = new Database(fresh);
  try {
    target.pragma('foreign_keys = OFF');
    await upgradeSchema(target, fresh, source?.migrations ?? migrations);
    target.pragma('foreign_keys = ON');
    if (source === null) losses.other('Nothing in the file could be read.');
    else copyRows(source.database, target, losses);
    target.pragma('foreign_keys = OFF');
    await upgradeSchema(target, fresh, migrations, { backup: false });
    target.pragma('foreign_keys = ON');
    renewRowChecksums(target);
  } finally {
    source?.database.close();
    target.close();
  }
  return dropUnreadable(fresh, losses);
}

interface ReportParts {
  readonly file: string;
  readonly setAside: string;
  readonly faults: readonly string[];
  readonly recovered: Recovered;
  readonly losses: readonly string[];
  readonly at: Date;
}

function reportOf({ file, setAside: aside, faults, recovered, losses, at }: ReportParts): RecoveryReport {
  const { experiments, runs } = recovered;
  const more = faults.length > 1 ? `, and ${formatPlural(faults.length - 1, 'more fault')}` : '';
  const saved =
    experiments === 0
      ? 'No experiment could be recovered from it; a new, empty database takes its place.'
      : `What could be read, ${formatPlural(experiments, 'experiment')} with ${formatPlural(runs, 'run')}, was recovered into a new database.`;
  const backup = newestBackup(file);
  const text = [
    `The database ${file} was damaged (${faults[0] ?? 'unknown fault'}${more}). It lies untouched at ${aside}.`,
    saved,
    losses.length === 0 ? 'Nothing was lost.' : losses.join(' '),
    ...(losses.length > 0 && backup !== null ? [`A backup lies at ${backup}.`] : []),
  ].join(' ');
  return {
    at: at.toISOString(),
    file,
    setAside: aside,
    faults: [...faults],
    recovered: { experiments, runs },
    losses: [...losses],
    text,
  };
}

/** Written beside the damaged file, to explain it to people who find it later. */
function writeReport({ setAside: aside, text, faults }: RecoveryReport): void {
  try {
    writeFileSync(`${aside}.txt`, `${text}\n\nWhat SQLite said:\n${faults.join('\n')}\n`);
  } catch {
    // The report is shown in any case; this is one more copy.
  }
}

function newestBackup(file: string): string | null {
  const folder = dirname(file);
  const names = readdirSync(folder).filter((name) => name.startsWith(basename(file)) && name.endsWith('.backup'));
  const byAge = names.map((name) => join(folder, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return byAge[0] ?? null;
}
