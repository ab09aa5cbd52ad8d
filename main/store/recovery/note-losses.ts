import Database from 'better-sqlite3';
import { NOTE_LENGTH_MAX } from '#core/contract/annotation.ts';
import { formatList } from '#core/format/words.ts';
import { keepRowChecksums } from '../integrity/row-checksums.ts';
import type { Losses } from './losses.ts';

/** Notes on experiments and runs what they lost, so that nobody later takes them for complete. */
export function noteLosses(file: string, losses: Losses, at: Date): void {
  const database = new Database(file);
  try {
    keepRowChecksums(database);
    database.transaction(() => {
      for (const [table, damaged] of [
        ['experiments', losses.experiments],
        ['runs', losses.runs],
      ] as const) {
        const read = database.prepare(`SELECT note FROM ${table} WHERE id = ?`).pluck();
        const write = database.prepare(`UPDATE ${table} SET note = ? WHERE id = ?`);
        for (const [id, what] of damaged) {
          const remark = `Recovered from a damaged database on ${at.toISOString().slice(0, 10)}: ${formatList([...what])}.`;
          const note = read.get(id) as string | undefined;
          if (note === undefined) continue;
          write.run(
            [remark, note]
              .filter((part) => part !== '')
              .join('\n\n')
              .slice(0, NOTE_LENGTH_MAX),
            id,
          );
        }
      }
    })();
  } finally {
    database.close();
  }
}
