import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { defaultDatabaseFile } from '#main/lab/storage/default-database.ts';
import { absolutePath } from '#main/files/absolute-path.ts';
import { EXIT } from './exit-code.ts';
import { reportFailure } from './failure.ts';
import { processOutput } from './output.ts';
import { buildProgram } from './program.ts';

/** The command line as a program: `node out/main/cli.js <command>`. */

const jobEntry = join(import.meta.dirname, 'job-process.js');
const checkEntry = join(import.meta.dirname, 'check-process.js');
const { version } = packageJson;

// A reader that has seen enough (`bnlab list | head`) closes the pipe; that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
);

// Errors can occur before a command's own options are read, and they need an output too.
const output = processOutput(process.argv.includes('--json'));

const program = buildProgram(
  version,
  ({ db }) => ({
    output,
    databaseFile: absolutePath(db ?? defaultDatabaseFile(), process.cwd()),
    appVersion: version,
    jobEntry,
    checkEntry,
  }),
  (exitCode) => {
    process.exitCode = exitCode;
  },
);

program.parseAsync().catch((thrown: unknown) => {
  process.exitCode = reportFailure(thrown, output);
});
