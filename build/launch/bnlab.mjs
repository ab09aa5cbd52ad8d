import { join } from 'node:path';
import { root, runNode } from './child.mjs';
import { ensureBuilt } from './freshness.mjs';

/**
 * The command line. npm changes to the package's folder before it runs a script; paths among the arguments are relative
 * to the user's working folder, which npm stores in INIT_CWD.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  await ensureBuilt(node, { env });
  const cwd = env['npm_lifecycle_event'] === 'bnlab' ? (env['INIT_CWD'] ?? process.cwd()) : process.cwd();
  return runNode(node, [join(root, 'out', 'main', 'cli.js'), ...args], { env, cwd });
}
