import { join } from 'node:path';
import { root, runNode } from './child.mjs';

/**
 * `npm run bench:train`: measurements, which are no tests and so are not among them.
 * @param {import('./command.d.mts').CommandContext} context
 */
export function command({ node, env, args }) {
  return runNode(node, [join(root, 'test', 'bench', 'run-bench.mjs'), ...args], { env });
}
