import { existsSync, renameSync, rmSync } from 'node:fs';
import { StoreError } from '#core/errors.ts';

/** The files of a database that count: itself, its log and its root pages. The index of the log is made anew. */
const PARTS = ['-wal', '-journal', '-roots', ''] as const;

/** A name beside `file` that nothing has, with the time in it. */
export function freeAsideName(file: string, at: Date): string {
  const stem = `${file}.damaged-${at.toISOString().slice(0, 19).replaceAll(':', '-')}`;
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? stem : `${stem}.${attempt}`;
    if (PARTS.every((part) => !existsSync(`${name}${part}`))) return name;
  }
}

/**
 * Gives a database and its log another name, and changes nothing in them. The log goes first: one that was left behind
 * would be taken for that of the database which comes to its place.
 */
export function setAside(file: string, aside: string): void {
  try {
    for (const part of PARTS) if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${aside}${part}`);
    rmSync(`${file}-shm`, { force: true });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new StoreError(
      `The database ${file} is damaged and could not be set aside (${reason}). Close what else has it open, and try again.`,
      { file, aside },
    );
  }
}
