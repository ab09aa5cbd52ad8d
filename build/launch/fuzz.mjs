import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, run, runNode } from './child.mjs';

/**
 * `npm run test:fuzz -- TARGET [--seconds N] [--minimize]`: a coverage-guided search (Jazzer.js) for inputs that break
 * a reader. What it finds is kept between searches, beside the build's cache; `--minimize` adds to the corpus in the
 * repository whatever reaches code that the corpus does not.
 */

const targets = join(root, 'test', 'fuzz', 'targets');
const corpora = join(root, 'test', 'fuzz', 'corpus');
const bundles = join(root, 'out', 'fuzz');
const workFolder = join(root, 'node_modules', '.cache', 'batchnorm-lab', 'fuzz');

/** Jazzer.js 4 contains native code that is linked against this glibc (Debian 13, Ubuntu 24.04). */
const glibcMin = [2, 38];

/**
 * Per input, in wall-clock time: on a busy machine any input may take long, and only one that hangs should be stopped.
 */
const inputSecondsMax = 120;
const inputBytesMax = 4096;
const memoryMegabytesMax = 3072;

/**
 * @param {import('./command.d.mts').CommandContext} context
 */
export async function command({ node, env, args }) {
  const { name, seconds, minimize } = readArguments(args);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const built = await runNode(node, [vite, 'build', '-c', 'test/fuzz/vite.config.ts'], {
    env: { ...env, BNLAB_FUZZ_TARGET: name },
  });
  if (built !== 0) return built;
  const bundle = join(bundles, name, 'target.cjs');
  const corpus = join(corpora, name);
  const found = join(workFolder, name);
  mkdirSync(found, { recursive: true });
  mkdirSync(corpus, { recursive: true });
  if (minimize) return runNode(node, [join(root, 'test', 'fuzz', 'minimize.mjs'), bundle, corpus, found], { env });
  const jazzer = join(root, 'node_modules', '@jazzer.js', 'core', 'dist', 'cli.js');
  const [program, ...first] = programWithGlibc(node, env);
  return run(
    program,
    [
      ...first,
      ...[jazzer, bundle, found, corpus, '--includes', join(bundles, name), '--timeout', `${inputSecondsMax * 1000}`],
      // A target may talk to its own server.
      ...['--disableBugDetectors', 'ssrf', '--'],
      ...[`-max_total_time=${seconds}`, `-max_len=${inputBytesMax}`, `-rss_limit_mb=${memoryMegabytesMax}`],
      ...[`-artifact_prefix=${join(workFolder, `${name}-`)}`, '-print_final_stats=1'],
    ],
    { env, cwd: root },
  );
}

/** @param {readonly string[]} args */
function readArguments(args) {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string', default: '60' }, minimize: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const names = readdirSync(targets).map((file) => file.replace(/\.ts$/, ''));
  const [name] = positionals;
  if (positionals.length !== 1 || !names.includes(name)) {
    throw new Error(`Expected a fuzz target, one of ${names.join(', ')}; received "${positionals.join(' ')}".`);
  }
  if (!/^[1-9]\d*$/.test(values.seconds)) {
    throw new Error(`--seconds: expected a whole number of at least 1, received "${values.seconds}".`);
  }
  return { name, seconds: values.seconds, minimize: values.minimize };
}

/**
 * The Node to fuzz with. If the system's C library is too old, BNLAB_FUZZ_LIBRARIES names a folder with a newer one:
 * the library folder of Debian 13's libc6, libstdc++6 and libgcc-s1, unpacked with `dpkg-deb -x`.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} the program and its first arguments
 */
function programWithGlibc(node, env) {
  const folder = env['BNLAB_FUZZ_LIBRARIES'];
  if (folder !== undefined) {
    const loader = readdirSync(folder).find((file) => /^ld-linux.*\.so\.\d+$/.test(file));
    if (loader === undefined) {
      throw new Error(`BNLAB_FUZZ_LIBRARIES: expected a folder with glibc and its loader, received ${folder}.`);
    }
    return [join(folder, loader), '--library-path', folder, node];
  }
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  const { glibcVersionRuntime: version } = report.header;
  if (process.platform !== 'linux' || (version !== undefined && isNewEnough(version))) return [node];
  throw new Error(
    `Jazzer.js needs glibc ${glibcMin.join('.')} or newer (Debian 13, Ubuntu 24.04); this system has ${version ?? 'another C library'}. ` +
      'Fuzz on a newer one, or set BNLAB_FUZZ_LIBRARIES to a folder with the libraries of the packages libc6, libstdc++6 ' +
      'and libgcc-s1 of Debian 13. The corpora are replayed by "npm test" on any system.',
  );
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > glibcMin[0] || (major === glibcMin[0] && minor >= glibcMin[1]);
}
