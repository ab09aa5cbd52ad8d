import { ensureBuilt } from './freshness.mjs';

/**
 * `npm run build [-- --force]`.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  await ensureBuilt(node, { env, force: args.includes('--force') });
  return 0;
}
