import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { builtProgram } from '#test/built-program.ts';

/** The job process as the programs start it. */
export function builtJob(): { readonly entry: () => string; readonly launcher: () => ForkLauncher } {
  const entry = builtProgram('job-process.js');
  return { entry: () => entry, launcher: () => new ForkLauncher(entry) };
}
