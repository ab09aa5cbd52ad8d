import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

/** The folder of a file system of so many MiB, which goes when the test is over. The test is skipped where there can be none. */
export function smallDisk(context: TestContext, mebibytes = 1): string {
  if (process.platform !== 'linux') context.skip('a small disk is a tmpfs, which is Linux’s');
  if (process.getuid?.() !== 0) context.skip('mounting a small disk needs root');
  const folder = mkdtempSync(join(tmpdir(), 'batchnorm-lab-disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (thrown) {
    context.skip(`a small disk could not be mounted: ${String(thrown)}`);
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}
