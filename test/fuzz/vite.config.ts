import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { assemblyScript } from '#build/plugins/assemblyscript.ts';
import { reportViewer } from '#build/plugins/report-viewer.ts';

/**
 * Bundles the fuzz targets as CommonJS, the packages that read formats included: Jazzer.js instruments what it loads,
 * and it knows the packages' code only as JavaScript beside the target's.
 */
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const names = readdirSync(at('targets')).map((file) => file.replace(/\.ts$/, ''));

export default defineConfig({
  root: at('../..'),
  logLevel: 'warn',
  plugins: [assemblyScript(), reportViewer()],
  ssr: { noExternal: true, external: ['better-sqlite3', 'webgpu'] },
  build: {
    ssr: true,
    outDir: at('../../out/fuzz'),
    emptyOutDir: true,
    target: 'node22',
    rolldownOptions: {
      input: Object.fromEntries(names.map((name) => [name, at(`targets/${name}.ts`)])),
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'shared/[name]-[hash].cjs' },
    },
  },
});
