import { resolve } from 'node:path';
import { formatBytes } from '#core/report/format.ts';
import { StoreError } from '#core/errors.ts';
import { markDamaged } from '#main/store/integrity/damage-mark.ts';
import { checkDatabase } from '#main/store/check-database.ts';
import { EXIT } from '../exit-code.ts';
import { withLab } from '../with-lab.ts';
import type { CommandContext } from './context.ts';

/** A whole copy, by default beside the database. */
export async function backupCommand(file: string | undefined, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const backup = await client.store.backup(file === undefined ? {} : { file: resolve(file) });
    context.output.print(`${backup.file} (${formatBytes(backup.bytes)})`);
    context.output.object(backup);
    return EXIT.ok;
  });
}

/** Gives the space of what was deleted back to the disk. */
export async function compactCommand(context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const { bytesBefore, bytesAfter } = await client.store.compact();
    context.output.print(`${formatBytes(bytesBefore)} before, ${formatBytes(bytesAfter)} after.`);
    context.output.object({ bytesBefore, bytesAfter });
    return EXIT.ok;
  });
}

/** Looks whether the database is whole, row for row. Changes nothing in it, and works beside a lab that has it open. */
export async function checkCommand({ output, databaseFile }: CommandContext): Promise<number> {
  const check = await checkDatabase(databaseFile);
  if (check === null) {
    throw new StoreError(`There is no database ${databaseFile}. Check the name, or run an experiment first.`, {
      file: databaseFile,
    });
  }
  const { file, bytes, faults } = check;
  if (faults.length > 0) markDamaged(file, faults);
  const { green, red } = output.colors.out;
  output.print(
    faults.length === 0
      ? `${green('ok')}  ${file}, ${formatBytes(bytes)}: every page, reference and row is as it was written`
      : [
          `${red('damaged')}  ${file}, ${formatBytes(bytes)}:`,
          ...faults.map((fault) => `  ${fault}`),
          'When BatchNorm Lab opens it next, it sets the file aside untouched and recovers what can be read.',
        ].join('\n'),
  );
  output.object({ ok: faults.length === 0, file, bytes, faults });
  return faults.length === 0 ? EXIT.ok : EXIT.failed;
}
