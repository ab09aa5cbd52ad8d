import { join } from 'node:path';
import { root, runNode } from './child.mjs';

/**
 * `npm run bench:train`: measurements, which are no tests and so are not among them.
 * @param {import('./command.d.mts').CommandContext} context
 */
export function command({ node, env, args }) {
  const [name = '', ...rest] = args;
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  return runNode(node, [vitest, 'bench', '--run', '-c', 'test/vitest.config.ts', `test/bench/${name}`, ...rest], {
    env,
  });
}
