import { join } from 'node:path';
import { root, runNode } from './child.mjs';

/**
 * `npm run format [-- paths]`.
 * @param {import('./command.d.mts').CommandContext} context
 */
export function command({ node, env, args }) {
  const prettier = join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs');
  return runNode(node, [prettier, '--write', '--log-level', 'warn', ...(args.length > 0 ? args : ['.'])], { env });
}
