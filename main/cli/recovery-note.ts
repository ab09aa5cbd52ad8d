import type { RecoveryReport } from '#core/contract/recovery-report.ts';
import type { Output } from './output.ts';

/** Reports what happened to a database that was found damaged when it was opened. */
export function noteRecovery(recovery: RecoveryReport | null, { note, colors }: Output): void {
  if (recovery !== null) note(`${colors.err.yellow('recovered')} ${recovery.text}`);
}

/** Reports that the database has since been found damaged, and what to do. */
export function noteDamage(damage: string | null, { note, colors }: Output): void {
  if (damage !== null) note(`${colors.err.red('damaged')} ${damage}`);
}
