import { join } from 'node:path';
import { runGates } from './check.mjs';
import { root, runNode } from './child.mjs';
import { ensureBuilt } from './freshness.mjs';

/**
 * `npm test`: build, quality gates, all tests. The tests run even if a gate fails, so that the counts are always the
 * last line; the reporter counts each failed gate. With arguments (`npm test -- core/nn`), only the tests that they
 * name.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  /** @type {string[]} */
  const failed = [];
  try {
    await ensureBuilt(node, { env });
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    failed.push('build');
  }
  if (args.length === 0) failed.push(...(await runGates({ node, env, args })));
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await runNode(node, [vitest, 'run', '-c', 'test/vitest.config.ts', ...args], {
    env: { ...env, BNLAB_FAILED_GATES: failed.join(',') },
  });
  return failed.length > 0 ? 1 : code;
}
