import { environmentWith, nodeExecutable } from './launch/node-runtime.mjs';
import './launch/follow-parent.mjs';
import { inTemporaryFolder } from './launch/temporary-folder.mjs';

/**
 * What every npm script runs: picks the Node, makes sure the bundle is up to date if the command needs it, and starts
 * the command. Up to that point it needs only the system's Node (20 or newer).
 */

/** Each command's module exports `command({ node, env, args })`, which resolves to the exit code. */
const commands = {
  start: './launch/start.mjs',
  bnlab: './launch/bnlab.mjs',
  build: './launch/build.mjs',
  check: './launch/check.mjs',
  test: './launch/test.mjs',
  judges: './launch/judges.mjs',
  faults: './launch/faults.mjs',
  fuzz: './launch/fuzz.mjs',
  bench: './launch/bench.mjs',
  dist: './launch/dist.mjs',
  electron: './launch/electron-command.mjs',
  format: './launch/format.mjs',
};

/** Those that work in temporary files, and leave none. */
const tidy = new Set(['check', 'test', 'judges', 'faults', 'fuzz', 'bench', 'dist']);

const [name = '', ...args] = process.argv.slice(2);
const module = commands[/** @type {keyof typeof commands} */ (name)];

try {
  if (module === undefined) {
    throw new Error(`Expected a command, one of ${Object.keys(commands).join(', ')}; received "${name}".`);
  }
  const { command } = await import(module);
  const node = nodeExecutable();
  const run = (/** @type {NodeJS.ProcessEnv} */ env) => command({ node, env, args });
  const env = environmentWith(node);
  process.exitCode = await (tidy.has(name) ? inTemporaryFolder(env, run) : run(env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
