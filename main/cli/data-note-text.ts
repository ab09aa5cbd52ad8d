import type { DataNote } from '#core/data/data-note.ts';
import type { Colors } from './colors.ts';

/** One line: a warning stands out. */
export function dataNoteText({ tone, text }: DataNote, { yellow, dim }: Pick<Colors, 'yellow' | 'dim'>): string {
  return tone === 'warning' ? `${yellow('Warning')} ${text}` : dim(`Note: ${text}`);
}
