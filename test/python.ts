import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

/**
 * Outside judges: a Python with the packages that some tests compare the lab with. If it is missing, the test is
 * skipped by name. `npm run judges` runs every test file that imports this module, and `BNLAB_REQUIRE_JUDGES=1` fails a
 * test whose judge is missing. BNLAB_PYTHON names an interpreter.
 */

const found = new Map<string, string | null>();

/**
 * @param packages Modules that must be importable, for example `torch`
 * @returns the interpreter's path; null if none has all of them
 * @throws Error if none has them and BNLAB_REQUIRE_JUDGES is 1
 */
export function findPython(packages: readonly string[]): string | null {
  const imports = packages.join(', ');
  if (!found.has(imports)) {
    const candidates = [process.env['BNLAB_PYTHON'], '/usr/bin/python3', 'python3'];
    const works = (path: string) => spawnSync(path, ['-c', `import ${imports}`], { stdio: 'ignore' }).status === 0;
    found.set(imports, candidates.find((path) => path !== undefined && works(path)) ?? null);
  }
  const python = found.get(imports) ?? null;
  if (python === null && process.env['BNLAB_REQUIRE_JUDGES'] === '1') {
    throw new Error(`Required here (BNLAB_REQUIRE_JUDGES=1): no Python with ${imports} is installed.`);
  }
  return python;
}

/** Like `findPython`, but skips the test if there is none. */
export function requirePython(context: TestContext, packages: readonly string[]): string {
  return findPython(packages) ?? context.skip(`no Python with ${packages.join(', ')} is installed`);
}
