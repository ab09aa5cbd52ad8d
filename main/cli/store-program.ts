import { InvalidArgumentError, type Command } from 'commander';
import type { z } from 'zod';
import { annotation, runName, tag } from '#core/contract/annotation.ts';
import { annotateCommand, type AnnotateOptions } from './commands/annotate.ts';
import { exportArchiveCommand, importArchiveCommand } from './commands/archive.ts';
import type { CommandContext } from './commands/context.ts';
import { backupCommand, checkCommand, compactCommand } from './commands/store.ts';
import { emptyTrashCommand, listTrashCommand, removeCommand, restoreCommand } from './commands/trash.ts';

const { note } = annotation.shape;
const name = runName.unwrap();

interface Shared {
  readonly db?: string;
  readonly json?: boolean;
}

/** The commands for stored records: annotations, the trash, archives and the database itself. */
export function addStoreCommands(
  program: Command,
  command: (nameAndArguments: string, description: string, parent?: Command) => Command,
  makeContext: (shared: Shared) => CommandContext,
  finish: (exitCode: number) => void,
): void {
  const tags = (text: string, all: string[] = []) => [...all, checked(tag, text)];

  command('annotate <id>', 'attach a name, a note, tags or a pin to an experiment or a run')
    .option('--name <text>', 'name of a run; an empty one removes it', (text) => text && checked(name, text))
    .option('--note <text>', 'note; replaces the old one', (text) => checked(note, text))
    .option('--tag <tag>', 'add a tag; may be given several times', tags)
    .option('--untag <tag>', 'remove a tag; may be given several times', tags)
    .option('--pin', 'pin to the top of the list')
    .option('--no-pin', 'unpin')
    .action(async (id: string, options: Shared & AnnotateOptions) =>
      finish(await annotateCommand(id, options, makeContext(options))),
    );

  command('remove <id>', 'move an experiment, or a whole sweep, to the trash; its runs are cancelled first').action(
    async (id: string, options: Shared) => finish(await removeCommand(id, makeContext(options))),
  );

  const trash = program.command('trash').description('list, restore or permanently delete what was removed');
  command('list', 'list what is in the trash', trash).action(async (options: Shared) =>
    finish(await listTrashCommand(makeContext(options))),
  );
  command(
    'restore <id>',
    'put an experiment back into the list, or what the last removal took from a sweep',
    trash,
  ).action(async (id: string, options: Shared) => finish(await restoreCommand(id, makeContext(options))));
  command('empty', 'permanently delete everything in the trash', trash).action(async (options: Shared) =>
    finish(await emptyTrashCommand(makeContext(options))),
  );

  const archive = program
    .command('archive')
    .description('move experiments between machines: export to a file, import elsewhere');
  command('export <ids...>', 'write experiments, or a whole sweep, to one file', archive)
    .requiredOption('--out <file>', 'file to write, for example my-runs.bnlab')
    .action(async (ids: string[], options: Shared & { out: string }) =>
      finish(await exportArchiveCommand(ids, options.out, makeContext(options))),
    );
  command('import <file>', 'add what this database does not have; overwrites nothing', archive).action(
    async (file: string, options: Shared) => finish(await importArchiveCommand(file, makeContext(options))),
  );

  command('backup [file]', 'copy the whole database, by default to a file beside it').action(
    async (file: string | undefined, options: Shared) => finish(await backupCommand(file, makeContext(options))),
  );
  command('compact', 'return the space of deleted data to the disk').action(async (options: Shared) =>
    finish(await compactCommand(makeContext(options))),
  );
  command('check', 'check every row of the database').action(async (options: Shared) =>
    finish(await checkCommand(makeContext(options))),
  );
}

/** Checks against the contract's schema, so that an error names the option that was typed. */
function checked(schema: z.ZodType<string>, text: string): string {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(parsed.error.issues[0].message);
}
