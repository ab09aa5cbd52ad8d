import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './child.mjs';

/** Quality gates: types, lint and dependency walls. Each prints its output only if it fails. */

/** @type {Record<string, readonly string[]>} the package that has the program, its bin's name, arguments */
const gates = {
  'types of core': ['typescript', 'tsc', '-p', 'core'],
  'types of main': ['typescript', 'tsc', '-p', 'main'],
  'types of preload': ['typescript', 'tsc', '-p', 'main/preload'],
  'types of test': ['typescript', 'tsc', '-p', 'test'],
  'types of build': ['typescript', 'tsc', '-p', 'build'],
  'types of renderer': [
    ...['svelte-check', 'svelte-check', '--workspace', 'renderer', '--tsconfig', './tsconfig.json'],
    ...['--output', 'human', '--fail-on-warnings'],
  ],
  lint: ['eslint', 'eslint', '-c', 'build/eslint.config.js', '--max-warnings', '0', '.'],
  walls: ['dependency-cruiser', 'depcruise', '--config', 'build/dependency-rules.cjs', 'core', 'main', 'renderer'],
};

/**
 * `npm run check [-- part of a gate's name]`.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  const failed = await runGates({ node, env, args });
  return failed.length === 0 ? 0 : 1;
}

/**
 * Runs the gates, as many at a time as there are cores.
 * @param {import('./command.d.mts').CommandContext} context
 * @returns {Promise<string[]>} names of the gates that failed
 */
export async function runGates({ node, env, args }) {
  const names = Object.keys(gates).filter((name) => args.length === 0 || args.some((part) => name.includes(part)));
  if (names.length === 0)
    throw new Error(`Expected a gate, one of ${Object.keys(gates).join(', ')}; received "${args.join(' ')}".`);
  /** @type {string[]} */
  const failed = [];
  const waiting = [...names];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      if (!(await passes(name, node, env))) failed.push(name);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return failed;
}

/**
 * @param {string} name
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>}
 */
function passes(name, node, env) {
  const [owner, bin, ...args] = /** @type {[string, string, ...string[]]} */ (gates[name]);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(node, [programOf(owner, bin), ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(code === 0 ? `check: ${name} ok (${seconds} s)\n` : `check: ${name} FAILED\n${output}\n`);
      resolve(code === 0);
    });
  });
}

const require = createRequire(import.meta.url);

/**
 * The script behind a package's command.
 * @param {string} owner
 * @param {string} bin
 */
function programOf(owner, bin) {
  const manifest = join(root, 'node_modules', owner, 'package.json');
  const { bin: bins } = require(manifest);
  return join(dirname(manifest), typeof bins === 'string' ? bins : bins[bin]);
}
