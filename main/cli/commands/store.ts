import { formatBytes } from '#core/format/units.ts';
import { StoreError } from '#core/errors.ts';
import { markDamaged } from '#main/store/integrity/damage-mark.ts';
import { checkDatabase } from '#main/store/check-database.ts';
import { absolutePath } from '#main/files/absolute-path.ts';
import { EXIT } from '../exit-code.ts';
import { followStoreTask } from '../follow-store-task.ts';
import { transferDisplay } from '../transfer-display.ts';
import { withLab } from '../with-lab.ts';
import type { CommandContext } from './context.ts';

/** Copies the whole database, by default to a file beside it. */
export async function backupCommand(file: string | undefined, context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const target = file === undefined ? undefined : absolutePath(file, process.cwd());
    const followed = { task: 'backup', file: target, label: target ?? 'backup' } as const;
    const backup = await followStoreTask(client, followed, context.output, () =>
      client.store.backup(target === undefined ? {} : { file: target }),
    );
    context.output.print(`${backup.file} (${formatBytes(backup.bytes)})`);
    context.output.object(backup);
    return EXIT.ok;
  });
}

/** Returns the space of deleted data to the disk. */
export async function compactCommand(context: CommandContext): Promise<number> {
  return withLab(context, async ({ client }) => {
    const { bytesBefore, bytesAfter } = await client.store.compact();
    context.output.print(`Before: ${formatBytes(bytesBefore)}. After: ${formatBytes(bytesAfter)}.`);
    context.output.object({ bytesBefore, bytesAfter });
    return EXIT.ok;
  });
}

/** Checks every row of the database. Changes nothing, and also works while a lab has it open. */
export async function checkCommand({ output, databaseFile }: CommandContext): Promise<number> {
  const display = transferDisplay(output);
  const check = await checkDatabase(databaseFile, (share) => display.update(databaseFile, share)).finally(() =>
    display.close(),
  );
  if (check === null) {
    throw new StoreError(`There is no database ${databaseFile}. Check the name, or run an experiment to create one.`, {
      file: databaseFile,
    });
  }
  const { file, bytes, faults } = check;
  if (faults.length > 0) markDamaged(file, faults);
  const { green, red } = output.colors.out;
  output.print(
    faults.length === 0
      ? `${green('ok')}  ${file}, ${formatBytes(bytes)}: every page, reference and row is intact`
      : [
          `${red('damaged')}  ${file}, ${formatBytes(bytes)}:`,
          ...faults.map((fault) => `  ${fault}`),
          'The next time BatchNorm Lab opens it, it keeps the file unchanged under another name and recovers what can be read.',
        ].join('\n'),
  );
  output.object({ ok: faults.length === 0, file, bytes, faults });
  return faults.length === 0 ? EXIT.ok : EXIT.failed;
}
