import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { LabError } from '#core/errors.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { defaultDatabaseFile } from '#main/lab/default-database.ts';
import { createLab } from '#main/lab/lab.ts';
import { parseStartArguments } from '#main/start-arguments.ts';
import { startHost } from './start-host.ts';

/**
 * The host as a program: `node out/main/host.js [--db FILE] [--port N] [--jobs N]`. Prints the address on stdout, logs
 * on stderr, and ends cleanly on Ctrl-C or SIGTERM; a second Ctrl-C ends it at once.
 */

const outFolder = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { databaseFile, jobs, port } = parseStartArguments(process.argv.slice(2), 'refuse');
  const lab = await createLab({
    databaseFile: databaseFile ?? defaultDatabaseFile(),
    door: 'host',
    ...(jobs === undefined ? {} : { jobs }),
    launcher: new ForkLauncher(join(outFolder, 'main', 'job-process.js')),
    appVersion: packageJson.version,
  });
  const host = await startHost({ lab, port: port ?? null, rendererFolder: join(outFolder, 'renderer') }).catch(
    async (error: unknown) => {
      await lab.close();
      throw error;
    },
  );
  process.stdout.write(`BatchNorm Lab is open at ${host.url}\n`);

  let closing = false;
  const close = (signal: NodeJS.Signals) => {
    if (closing) process.exit(signal === 'SIGINT' ? 130 : 143);
    closing = true;
    process.stderr.write('Closing the lab …\n');
    void host
      .close()
      .then(() => lab.close())
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

/** Expected failures are for people; a stack is for those who mend the program. */
function fail(error: unknown): never {
  const text = error instanceof LabError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

main().catch(fail);
