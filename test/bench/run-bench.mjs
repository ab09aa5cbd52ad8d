import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/**
 * Runs a measurement straight from the sources: `node test/bench/run-bench.mjs train [--json] [--rounds N]`. It is no
 * test, because what it finds depends on the machine and on what else the machine is doing.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const [name = '', ...args] = process.argv.slice(2);

const plugin = await runnerImport(`${root}build/plugins/assemblyscript.ts`, { root });
const bench = await runnerImport(`${root}test/bench/${name}/main.ts`, {
  root,
  logLevel: 'error',
  plugins: [plugin.module.assemblyScript()],
});
await bench.module.main(args);
