import { join } from 'node:path';
import { root, runNode } from './child.mjs';
import { ensureBuilt } from './freshness.mjs';

/**
 * The program in which a benchmark times another library beside ours.
 * @type {Record<string, string>}
 */
const peers = {
  train: 'train/pytorch-peer.py',
  gpu: 'train/pytorch-peer.py',
  store: 'store/tensorboard-peer.py',
};

/**
 * `npm run bench:train`, `bench:gpu`, `bench:store`, `bench:live` and `bench:memory`: measurements, which are kept
 * apart from the tests.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  const [name = '', ...rest] = args;
  const folder = join(root, 'test', 'bench', name);
  await ensureBuilt(node, { env });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = join(root, 'test', 'bench', 'vite.config.ts');
  const entry = join(folder, 'bench.ts');
  const built = await runNode(node, [vite, 'build', '-c', config, '--ssr', entry], { env });
  if (built !== 0) return built;
  return runNode(node, [join(root, 'out', 'bench', 'bench.js'), ...rest], {
    env: {
      ...env,
      BNLAB_BENCH_CLI: join(root, 'out', 'main', 'cli.js'),
      BNLAB_BENCH_JOB: join(root, 'out', 'main', 'job-process.js'),
      BNLAB_BENCH_CHECK: join(root, 'out', 'main', 'check-process.js'),
      BNLAB_BENCH_PAGE: join(root, 'out', 'renderer'),
      BNLAB_BENCH_PEER: join(root, 'test', 'bench', peers[name] ?? ''),
    },
  });
}
