/// <reference path="./virtual-report-viewer.d.ts" />
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const MODULE_ID = 'virtual:report-viewer';
const RESOLVED_ID = `\0${MODULE_ID}`;
const ENTRY = fileURLToPath(new URL('../../renderer/features/report/viewer/viewer.ts', import.meta.url));

/**
 * `import viewerScript from 'virtual:report-viewer'`: the report's viewer, bundled and minified into one classic
 * script, as text. Reports embed it, so it must need no module loader and no second file.
 */
export function reportViewer(): Plugin {
  let script: Promise<string> | null = null;
  return {
    name: 'report-viewer',
    resolveId(id) {
      return id === MODULE_ID ? RESOLVED_ID : null;
    },
    async load(id) {
      if (id !== RESOLVED_ID) return null;
      script ??= bundleViewer();
      return `export default ${JSON.stringify(await script)};`;
    },
  };
}

/** The viewer's script as text; also for callers without Vite. */
export async function bundleViewer(): Promise<string> {
  const result = await build({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry: ENTRY, formats: ['iife'], name: 'reportViewer' },
    },
  });
  const [bundle] = Array.isArray(result) ? result : [result];
  if (!('output' in bundle)) throw new Error('The report viewer’s build watches instead of building');
  const chunks = bundle.output.filter((output) => output.type === 'chunk');
  if (chunks.length !== 1) throw new Error(`The report viewer must be one chunk, received ${chunks.length}`);
  return chunks[0].code.trim();
}
