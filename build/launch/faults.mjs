import { join } from 'node:path';
import { root, runNode } from './child.mjs';
import { ensureBuilt } from './freshness.mjs';

/**
 * `npm run test:faults [-- paths]`: tests of what happens when processes are killed, disks fill up and time passes.
 * They take minutes, so `npm test` leaves them out.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  await ensureBuilt(node, { env });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  return runNode(node, [vitest, 'run', '-c', 'test/faults/vitest.config.ts', ...args], { env });
}
