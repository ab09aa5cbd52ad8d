import packageJson from '../../package.json' with { type: 'json' };
import { absolutePath } from '#main/files/absolute-path.ts';
import { defaultDatabaseFile } from '#main/lab/storage/default-database.ts';
import type { CommandContext } from './commands/context.ts';
import { EXIT } from './exit-code.ts';
import { reportFailure } from './failure.ts';
import { processOutput } from './output.ts';
import { buildProgram } from './program.ts';

/** How the platform starts other processes and opens devices. */
export type Platform = Pick<CommandContext, 'launcher' | 'startCheck' | 'devices'>;

/**
 * Carries out one command.
 * @param args what was typed after `bnlab`
 * @returns the exit code
 */
export async function runCli(args: readonly string[], platform: Platform): Promise<number> {
  const { version } = packageJson;
  // A reader that has seen enough (`bnlab list | head`) closes the pipe; that is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
  );
  // Errors can occur before a command's own options are read, and they need an output too.
  const output = processOutput(args.includes('--json'));
  let exitCode: number = EXIT.ok;
  const program = buildProgram(
    version,
    ({ db }) => ({
      output,
      databaseFile: absolutePath(db ?? defaultDatabaseFile(), process.cwd()),
      appVersion: version,
      ...platform,
    }),
    (code) => {
      exitCode = code;
    },
  );
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    return reportFailure(thrown, output);
  }
}
