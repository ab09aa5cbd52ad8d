import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** A command of the launcher whose children write into the temporary directory and clean nothing up. */
const module = new URL('../../../build/launch/temporary-folder.mjs', import.meta.url).href;
const untidy = (ending: string) => `
  import { spawnSync } from 'node:child_process';
  import { inTemporaryFolder } from '${module}';
  const script = "const { mkdtempSync, writeFileSync } = require('node:fs');" +
    "writeFileSync(mkdtempSync(require('node:os').tmpdir() + '/left-') + '/file', 'bytes')";
  process.exitCode = await inTemporaryFolder(process.env, async (env) => {
    const { status } = spawnSync(process.execPath, ['-e', script], { env, stdio: 'inherit' });
    if (status !== 0) throw new Error('The child failed.');
    ${ending}
  });
`;
const waits = "await new Promise((resolve) => { setTimeout(resolve, 2 ** 30); process.stdout.write('waiting'); });";

// macOS's commands do not take the folder from TMPDIR, and Windows has no signals.
describe.runIf(process.platform === 'linux')('the temporary folder of a command', () => {
  let parent = '';
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'launch-'));
  });
  afterAll(() => rmSync(parent, { recursive: true }));

  /** @returns the exit code; null if a signal ended it */
  function command(ending: string, signal?: NodeJS.Signals): Promise<number | null> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', untidy(ending)], {
      env: { ...process.env, TMPDIR: parent },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.once('data', () => {
      expect(readdirSync(parent)).toEqual([expect.stringMatching(new RegExp(`^bnlab-run-${child.pid}-`))]);
      if (signal !== undefined) child.kill(signal);
    });
    return new Promise((resolve) => child.once('close', resolve));
  }

  test.each([
    ['passes', 'return 0;', 0],
    ['fails', 'return 3;', 3],
    ['throws', "throw new Error('failed');", 1],
    ['exits at once', 'process.exit(4);', 4],
  ])('is gone after one that %s', async (_, ending, code) => {
    expect(await command(ending)).toBe(code);
    expect(readdirSync(parent)).toEqual([]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('is gone after %s', async (signal, code) => {
    expect(await command(waits, signal)).toBe(code);
    expect(readdirSync(parent)).toEqual([]);
  });

  test('is removed by the next command after SIGKILL', async () => {
    expect(await command(waits, 'SIGKILL')).toBeNull();
    expect(readdirSync(parent)).toHaveLength(1);
    expect(await command('return 0;')).toBe(0);
    expect(readdirSync(parent)).toEqual([]);
  });
});
