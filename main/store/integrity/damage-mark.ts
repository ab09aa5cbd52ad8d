import { existsSync, rmSync, writeFileSync } from 'node:fs';

/**
 * A file beside a database in which damage was found while a lab had it open: the next opening looks at all of it first,
 * however large it is, and recovers it.
 */

function markOf(file: string): string {
  return `${file}-damaged`;
}

export function isMarkedDamaged(file: string): boolean {
  return existsSync(markOf(file));
}

export function markDamaged(file: string, faults: readonly string[]): void {
  try {
    writeFileSync(markOf(file), `${faults.join('\n')}\n`);
  } catch {
    // If the disk takes no file either, the damage is still reported and will be found again.
  }
}

export function removeDamageMark(file: string): void {
  rmSync(markOf(file), { force: true });
}

/** What was found, for people, with what to do. */
export function damageText(file: string, faults: readonly string[]): string {
  const more = faults.length > 1 ? ` and ${faults.length - 1} more` : '';
  return `The database ${file} is damaged (${faults[0] ?? 'unknown fault'}${more}). Close BatchNorm Lab and open it again: it then sets the damaged file aside untouched, and recovers what can be read of it into a new one.`;
}
