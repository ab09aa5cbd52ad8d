import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assert } from '#core/assert.ts';

/** @returns the file of one of our programs, as `npm run build` bundles them; every command that runs tests builds first */
export function builtProgram(name: 'cli.js' | 'desktop.js' | 'host.js' | 'job-process.js'): string {
  const file = fileURLToPath(new URL(`../out/main/${name}`, import.meta.url));
  assert(existsSync(file), `${file} must be built before its tests run; "npm test" and "npm run build" do`);
  return file;
}
