import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './child.mjs';
import { command as test } from './test.mjs';

/**
 * `npm run judges`: every test file that compares with an outside judge (PyTorch, NumPy …). A missing judge fails its
 * tests here; `npm test` skips them by name.
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  const asksJudge = (/** @type {string} */ file) => readFileSync(file, 'utf8').includes("from '#test/python.ts'");
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(root, 'test', name))
    .filter(asksJudge)
    .map((file) => relative(root, file));
  return test({ node, env: { ...env, BNLAB_REQUIRE_JUDGES: '1' }, args: [...files, ...args] });
}
