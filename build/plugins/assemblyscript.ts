import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/**
 * Compiles AssemblyScript while bundling. `import bytes from './assembly/index.ts?wasm-bytes=simd'` gives the compiled
 * module as a `Uint8Array`; `?wasm-bytes=relaxed-simd` gives a second build of the same sources that may use the fused
 * multiply-add. The bytes are part of the bundle as base64 and are decoded by `atob`, which Node, Electron and browsers
 * all have, so that no file has to be located at run time.
 */

const REQUEST = /^(?<path>.+)\?wasm-bytes=(?<build>simd|relaxed-simd)$/;

/** Marks resolved ids as this plugin's own, so that nothing else tries to read them as TypeScript. */
const RESOLVED_PREFIX = '\0wasm-bytes:';

const BASE_FLAGS = ['-O3', '--noAssert', '--converge', '--runtime', 'stub', '--importMemory', '--use', 'abort='];

type Build = 'simd' | 'relaxed-simd';

function flagsOf(build: Build): string[] {
  const features = ['simd', 'bulk-memory', ...(build === 'relaxed-simd' ? ['relaxed-simd'] : [])];
  return [...BASE_FLAGS, '--enable', features.join(',')];
}

export interface AssemblyScriptOptions {
  /** Where compiled modules are cached between builds; by default inside node_modules. */
  readonly cacheDirectory?: string;
}

export function assemblyScript(options: AssemblyScriptOptions = {}): Plugin {
  const cacheDirectory =
    options.cacheDirectory ?? fileURLToPath(new URL('../../node_modules/.cache/assemblyscript', import.meta.url));

  return {
    name: 'assemblyscript',
    enforce: 'pre',

    async resolveId(id, importer) {
      const request = REQUEST.exec(id)?.groups;
      if (request === undefined || id.startsWith(RESOLVED_PREFIX)) return null;
      const entry = await this.resolve(request.path, importer);
      return entry && `${RESOLVED_PREFIX}${entry.id}?wasm-bytes=${request.build}`;
    },

    async load(id) {
      if (!id.startsWith(RESOLVED_PREFIX)) return null;
      const request = REQUEST.exec(id.slice(RESOLVED_PREFIX.length))?.groups;
      if (request === undefined) return null;
      const sources = await readSources(request.path);
      for (const source of sources) this.addWatchFile(source.path);
      const bytes = await compileCached(request.path, request.build as Build, sources, cacheDirectory);
      return [
        `const text = atob('${bytes.toString('base64')}');`,
        'const bytes = new Uint8Array(text.length);',
        'for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);',
        'export default bytes;',
      ].join('\n');
    },
  };
}

interface Source {
  readonly path: string;
  readonly text: string;
}

/** The entry's whole folder, and the files beside that folder, which the entry may share with plain TypeScript. */
async function readSources(entry: string): Promise<Source[]> {
  const folder = dirname(entry);
  const inside = await readdir(folder, { recursive: true });
  const beside = await readdir(dirname(folder));
  const paths = [...inside.map((name) => join(folder, name)), ...beside.map((name) => join(dirname(folder), name))];
  const sources = paths.filter((path) => path.endsWith('.ts')).sort();
  return Promise.all(sources.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}

/**
 * One compilation per content: the cached file's name is derived from the sources, the flags and the compiler's
 * version.
 */
async function compileCached(
  entry: string,
  build: Build,
  sources: readonly Source[],
  cacheDirectory: string,
): Promise<Buffer> {
  const compilerManifest = fileURLToPath(new URL('../package.json', import.meta.resolve('assemblyscript/asc')));
  const hash = createHash('sha256')
    .update(await readFile(compilerManifest))
    .update(flagsOf(build).join(' '));
  for (const source of sources) hash.update(`\0${relative(dirname(entry), source.path)}\0`).update(source.text);
  const cached = join(cacheDirectory, `${hash.digest('hex')}.wasm`);
  try {
    return await readFile(cached);
  } catch {
    const bytes = await compile(entry, build);
    await mkdir(cacheDirectory, { recursive: true });
    // Several builds may run at once: each writes a file of its own, and the rename is atomic.
    const partial = `${cached}.${randomUUID()}`;
    await writeFile(partial, bytes);
    await rename(partial, cached);
    return bytes;
  }
}

async function compile(entry: string, build: Build): Promise<Buffer> {
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array | undefined;
  const messages = asc.createMemoryStream();
  const { error } = await asc.main(
    [basename(entry), '--baseDir', dirname(entry), '--outFile', 'kernels.wasm', ...flagsOf(build)],
    {
      stdout: messages,
      stderr: messages,
      writeFile(_name: string, contents: Uint8Array | string) {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error !== null || binary === undefined) {
    throw new Error(`AssemblyScript could not compile ${entry} (${build}):\n${messages.toString()}`, { cause: error });
  }
  return Buffer.from(binary);
}
