import { join } from 'node:path';
import { nodeDevices } from '#main/devices/platform-devices.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { forkCheck } from '#main/store/integrity/check-beside.ts';
import { runCli } from './run-cli.ts';

/** The command line as a program of Node: `node out/main/cli.js <command>`. */

const done = runCli(process.argv.slice(2), {
  launcher: new ForkLauncher(join(import.meta.dirname, 'job-process.js')),
  startCheck: forkCheck(join(import.meta.dirname, 'check-process.js')),
  devices: nodeDevices,
});

void done.then((exitCode) => {
  process.exitCode = exitCode;
});
