import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * `minimize.mjs BUNDLE CORPUS FOUND`: adds to a target's corpus what a search has found and what reaches code that the
 * corpus does not, the input first that reaches most for its length. Coverage is V8's, by block.
 */

const bytesMax = 600;
const filesMax = 40;
/** Measuring takes tens of milliseconds for an input; the shortest are looked at. */
const candidatesMax = 400;

const [bundle = '', corpus = '', found = ''] = process.argv.slice(2);
const { fuzz } = createRequire(import.meta.url)(bundle);

const session = new Session();
session.connect();
/**
 * @param {string} method
 * @param {object} [params]
 * @returns {any} the answer, which comes at once
 */
function ask(method, params) {
  let answer;
  session.post(method, params, (error, result) => {
    if (error) throw new Error(error.message);
    answer = result;
  });
  return answer;
}
ask('Profiler.enable');
ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/**
 * The blocks that an input reaches, each with how often by order of magnitude: a loop that runs twice is news.
 * @param {Uint8Array} input
 * @returns {Promise<Set<string>>}
 */
async function reached(input) {
  ask('Profiler.takePreciseCoverage');
  await fuzz(input);
  const blocks = new Set();
  for (const { url, functions } of ask('Profiler.takePreciseCoverage').result) {
    if (!url.includes('/out/fuzz/')) continue;
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges) {
        if (count > 0) blocks.add(`${url} ${startOffset} ${endOffset} ${Math.min(2, Math.ceil(Math.log2(count)))}`);
      }
    }
  }
  return blocks;
}

/** @param {string} folder */
const inputsIn = (folder) => readdirSync(folder).map((file) => new Uint8Array(readFileSync(join(folder, file))));

const known = new Set();
for (const input of inputsIn(corpus)) for (const block of await reached(input)) known.add(block);

const before = known.size;
const candidates = [];
const short = inputsIn(found).filter(({ length }) => length <= bytesMax);
short.sort((a, b) => a.length - b.length);
for (const input of short.slice(0, candidatesMax)) {
  const blocks = [...(await reached(input))].filter((block) => !known.has(block));
  if (blocks.length > 0) candidates.push({ input, blocks });
}

let files = readdirSync(corpus).length;
while (files < filesMax) {
  for (const candidate of candidates) candidate.blocks = candidate.blocks.filter((block) => !known.has(block));
  candidates.sort((a, b) => b.blocks.length - a.blocks.length || a.input.length - b.input.length);
  const [best] = candidates;
  if (best === undefined || best.blocks.length === 0) break;
  for (const block of best.blocks) known.add(block);
  writeFileSync(join(corpus, createHash('sha256').update(best.input).digest('hex').slice(0, 12)), best.input);
  files += 1;
}
process.stdout.write(`${files} inputs reach ${known.size} blocks; before, ${before}.\n`);
