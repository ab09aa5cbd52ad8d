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

/** The commands about what the lab keeps: notes, the trash, archives, the database itself. */
export function addKeepingCommands(
  program: Command,
  command: (nameAndArguments: string, description: string, parent?: Command) => Command,
  makeContext: (shared: Shared) => CommandContext,
  finish: (exitCode: number) => void,
): void {
  const tags = (text: string, all: string[] = []) => [...all, checked(tag, text)];

  command('annotate <id>', 'write beside an experiment or a run: name, note, tags, a pin')
    .option('--name <text>', 'what a run is called; empty: nothing again', (text) => text && checked(name, text))
    .option('--note <text>', 'instead of the old note', (text) => checked(note, text))
    .option('--tag <tag>', 'one more tag; may be given several times', tags)
    .option('--untag <tag>', 'without that tag; may be given several times', tags)
    .option('--pin', 'to the top of the list')
    .option('--no-pin', 'back to its place')
    .action(async (id: string, options: Shared & AnnotateOptions) =>
      finish(await annotateCommand(id, options, makeContext(options))),
    );

  command('remove <id>', 'move an experiment, or a whole sweep, to the trash; its runs are cancelled first').action(
    async (id: string, options: Shared) => finish(await removeCommand(id, makeContext(options))),
  );

  const trash = program.command('trash').description('list, restore and delete for good what was removed');
  command('list', 'list what is in the trash', trash).action(async (options: Shared) =>
    finish(await listTrashCommand(makeContext(options))),
  );
  command('restore <id>', 'put an experiment, or what was removed of a sweep last, back into the list', trash).action(
    async (id: string, options: Shared) => finish(await restoreCommand(id, makeContext(options))),
  );
  command('empty', 'delete everything in the trash for good', trash).action(async (options: Shared) =>
    finish(await emptyTrashCommand(makeContext(options))),
  );

  const archive = program.command('archive').description('take experiments along: export to a file, import elsewhere');
  command('export <ids...>', 'write experiments, or a whole sweep, into one file', archive)
    .requiredOption('--out <file>', 'where to, for example my-runs.bnlab')
    .action(async (ids: string[], options: Shared & { out: string }) =>
      finish(await exportArchiveCommand(ids, options.out, makeContext(options))),
    );
  command('import <file>', 'add what is not here yet; overwrites nothing', archive).action(
    async (file: string, options: Shared) => finish(await importArchiveCommand(file, makeContext(options))),
  );

  command('backup [file]', 'copy the whole database, by default to beside it').action(
    async (file: string | undefined, options: Shared) => finish(await backupCommand(file, makeContext(options))),
  );
  command('compact', 'give the space of what was deleted back to the disk').action(async (options: Shared) =>
    finish(await compactCommand(makeContext(options))),
  );
  command('check', 'look whether the database is whole, row for row').action(async (options: Shared) =>
    finish(await checkCommand(makeContext(options))),
  );
}

/** What the contract takes, told where it was typed. */
function checked(schema: z.ZodType<string>, text: string): string {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(parsed.error.issues[0].message);
}
