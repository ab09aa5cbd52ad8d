import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { LabError } from '#core/errors.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { defaultDatabaseFile } from '#main/lab/storage/default-database.ts';
import { openControl } from '#main/control/serve-control.ts';
import { createLab } from '#main/lab/create-lab.ts';
import { parseStartArguments } from '#main/start-arguments.ts';
import { forkCheck } from '#main/store/integrity/check-beside.ts';
import { isOwnedElsewhere } from '#main/store/opening/owner-lock.ts';
import { warn, writeLine } from '#main/terminal/write-line.ts';
import { startHost } from './start-host.ts';

/**
 * The host as a program: `node out/main/host.js [--db FILE] [--port N] [--jobs N] [--read-only]`. Prints the address on
 * stdout, logs to stderr, and shuts down cleanly on Ctrl-C or SIGTERM; a second Ctrl-C quits at once.
 */

const outFolder = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { databaseFile, jobs, port, readOnly } = parseStartArguments(process.argv.slice(2), 'refuse');
  const file = databaseFile ?? defaultDatabaseFile();
  const lab = await createLab({
    databaseFile: file,
    readOnly,
    door: 'host',
    ...(jobs === undefined ? {} : { jobs }),
    launcher: new ForkLauncher(join(outFolder, 'main', 'job-process.js')),
    startCheck: forkCheck(join(outFolder, 'main', 'check-process.js')),
    appVersion: packageJson.version,
  });
  if (lab.recovery !== null) warn(lab.recovery.text);
  const host = await startHost({ lab, port: port ?? null, rendererFolder: join(outFolder, 'renderer') }).catch(
    async (error: unknown) => {
      await lab.close();
      throw error;
    },
  );
  if (!readOnly) await lab.queue.workOff();
  // A lab that owns its database also serves other programs.
  const closeControl = readOnly ? () => Promise.resolve() : await openControl(lab, file, warn);
  writeLine(process.stdout, `BatchNorm Lab is open at ${host.url}`);

  let closing = false;
  const close = (signal: NodeJS.Signals) => {
    if (closing) process.exit(signal === 'SIGINT' ? 130 : 143);
    closing = true;
    warn('Closing the lab …');
    void Promise.all([host.close(), closeControl()])
      .then(() => lab.close())
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

/** Expected failures are for users; a stack trace is for developers. */
function fail(error: unknown): never {
  const text = error instanceof LabError ? error.message : error instanceof Error ? error.stack : String(error);
  const hint = isOwnedElsewhere(error) ? '\nTo look at it anyway, start with --read-only.' : '';
  warn(`${text}${hint}`);
  process.exit(1);
}

main().catch(fail);
