import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { build } from 'vite';
import { expect, test, type TestContext } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { requireDisplay, requireElectron, sandboxArguments } from '#test/requirements.ts';
import { WAIT_MAX_MS } from '#test/waiting.ts';
import { closeDesktop } from './doors.ts';
import { desktopEntry } from './program.ts';

/**
 * The GPU in the desktop app: a hidden, sandboxed window with Chromium's own WebGPU serves the device to the job.
 * Chromium contains SwiftShader, which is used because it is requested by name; on a machine with a real GPU it is
 * slower than necessary and proves the same.
 */

async function openApp(context: TestContext, folder: string): Promise<ElectronApplication> {
  requireElectron(context);
  const { ELECTRON_RUN_AS_NODE: _node, ...env } = await requireDisplay(context);
  return _electron.launch({
    args: [
      ...sandboxArguments,
      '--enable-unsafe-webgpu',
      '--use-webgpu-adapter=swiftshader',
      `--user-data-dir=${join(folder, 'profile')}`,
      desktopEntry,
      '--db',
      join(folder, 'lab.db'),
      '--jobs',
      '1',
    ],
    env: { ...(env as Record<string, string>), BNLAB_GPU_SOFTWARE: '1' },
    colorScheme: null,
    timeout: WAIT_MAX_MS,
  });
}

/**
 * gpu-page.ts with all its imports as one script; not minified, and neither is the hidden window's: gpu.js reads
 * sources.
 */
async function gpuPageCode(): Promise<string> {
  const [entry, root] = ['gpu-page.ts', '../..'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const bundle = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'gpuPage' } },
  });
  const [{ output }] = bundle as { output: { code: string }[] }[];
  return output[0].code;
}

async function runSpiralsOnGpu(page: Page): Promise<void> {
  const main = page.getByRole('main');
  await page.getByRole('link', { name: 'New experiment' }).first().click();
  await main.getByRole('link', { name: /^Two spirals/ }).click();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('1');
  await page.getByRole('textbox', { name: 'Duration' }).fill('3');
  const device = main.getByRole('combobox', { name: /device/i });
  await expect.poll(() => device.locator('option').allInnerTexts()).toContain('gpu');
  await device.selectOption('gpu');
  await main.getByRole('button', { name: /^Run/ }).click();
  await main.getByText('Completed', { exact: true }).first().waitFor();
}

test('a run on the GPU through the hidden window: it trains, reports what ran, and leaves no window behind', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-gpu-window-'));
  const app = await openApp(context, folder);
  try {
    const page = await app.firstWindow({ timeout: WAIT_MAX_MS });
    page.setDefaultTimeout(WAIT_MAX_MS);
    await runSpiralsOnGpu(page);
    const windows = () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.webContents.getURL()));
    await expect.poll(windows).toHaveLength(1);

    // The page has the same WebGPU as the hidden window; here the other kinds of layers train as well.
    await page.evaluate(await gpuPageCode());
    const distances = await page.evaluate<Record<string, number>>('largestDistances()');
    expect(Object.keys(distances)).toHaveLength(4);
    for (const [net, distance] of Object.entries(distances)) expect(distance, net).toBeLessThan(1e-5);
  } finally {
    await closeDesktop(app);
  }

  const store = await openStore(join(folder, 'lab.db'), { mode: 'read' });
  try {
    const [{ id }] = await store.experiments.list();
    const { runs } = await store.experiments.get(id);
    expect(runs.map(({ status, device }) => ({ status, device }))).toEqual([
      { status: 'completed', device: 'gpu' },
      { status: 'completed', device: 'gpu' },
    ]);
    const losses = await store.series.read(
      runs.map((run) => run.id),
      ['train/loss'],
    );
    expect(losses).toHaveLength(2);
    for (const run of runs) {
      expect(run.steps).toBe(60);
      expect(run.summary['train/loss']?.best).toBeLessThan(0.8);
      expect((await store.attempts.list(run.id))[0].environment?.deviceDescription).toMatch(
        /^WebGPU on .*swiftshader.*, in software$/i,
      );
    }
  } finally {
    await store.close();
  }
});
