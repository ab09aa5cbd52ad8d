import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHost } from '#main/host/start-host.ts';
import { ForkLauncher } from '#main/jobs/fork-launcher.ts';
import { createLab } from '#main/lab/create-lab.ts';
import { forkCheck } from '#main/store/integrity/check-beside.ts';
import { servePublished, type PublishedServer } from '#test/main/datasets/published-server.ts';
import { requireChromium, sandboxArguments } from '#test/requirements.ts';
import { WAIT_MAX_MS } from '#test/waiting.ts';
import { accessibilityFaults } from './accessibility.ts';
import { LabScreens } from './lab-screens.ts';
import { root } from './program.ts';
import { watchPage } from './watched-page.ts';

/**
 * Data sets that are missing, downloaded and removed, as a person sees it in a browser, with a real server of small files
 * in the place of the official ones. With BNLAB_SHOTS=FOLDER the states are saved there, light and dark.
 */

let folder: string;
let server: PublishedServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bnlab-e2e-sets-'));
  server = await servePublished();
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const recipe = 'Fashion-MNIST, five hidden layers';

async function shoot(page: Page, name: string): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  const target = process.env['BNLAB_SHOTS'];
  if (!target) return;
  mkdirSync(target, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(target, `${name}-${colorScheme}.png`) });
  }
}

describe('data sets in the browser', () => {
  test('are missing, are downloaded, and are removed', async (context) => {
    const executablePath = requireChromium(context);
    const environment = {
      BNLAB_DATASETS_DIR: join(folder, 'a very long folder name for data sets', 'and another one inside it', 'sets'),
      // Debian's package may be installed here.
      XDG_DATA_DIRS: join(folder, 'share'),
    };
    const lab = await createLab({
      databaseFile: join(folder, 'lab.db'),
      door: 'host',
      jobs: 1,
      launcher: new ForkLauncher(join(root, 'out/main/job-process.js')),
      startCheck: forkCheck(join(root, 'out/main/check-process.js')),
      appVersion: '0.0.0-test',
      datasets: { environment, importables: server.importables, download: { attemptsMax: 2, delayMs: 1 } },
    });
    const host = await startHost({ lab, port: 0, rendererFolder: join(root, 'out/renderer') });
    const browser = await chromium.launch({
      executablePath,
      chromiumSandbox: sandboxArguments.length === 0,
      timeout: WAIT_MAX_MS,
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      const watch = watchPage(page);
      const screens = new LabScreens(page);
      await page.goto(host.url);
      const missing = page.getByRole('group', { name: 'Fashion-MNIST: not on this machine' }).first();
      await missing.waitFor();
      await shoot(page, '1-gallery-missing');

      await screens.openRecipe(recipe);
      await page.getByText('Fashion-MNIST is not on this machine', { exact: true }).waitFor();
      expect(await screens.runButton.isDisabled()).toBe(true);
      await shoot(page, '2-designer-missing');

      server.answer = 'gone';
      await missing.getByRole('button', { name: /^(Get it|Try again|Continue)/ }).click();
      await missing.getByRole('alert').waitFor();
      expect(await missing.getByRole('alert').textContent()).toContain('404 Not Found');
      await shoot(page, '3-designer-failed');

      server.answer = 'wait';
      await missing.getByRole('button', { name: /^(Get it|Try again|Continue)/ }).click();
      await page.getByRole('progressbar', { name: 'Progress of Fashion-MNIST' }).waitFor();
      await shoot(page, '4-designer-downloading');
      await missing.getByRole('button', { name: 'Cancel' }).click();
      await missing.getByText(/only partly here/).waitFor();
      await shoot(page, '5-designer-partial');

      server.answer = 'whole';
      server.release();
      await missing.getByRole('button', { name: /^(Get it|Try again|Continue)/ }).click();
      await missing.waitFor({ state: 'detached' });
      await expect.poll(() => screens.runButton.isDisabled()).toBe(false);

      await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Data sets' }).click();
      const panel = page.getByRole('region', { name: 'Fashion-MNIST' });
      await panel.getByText('Here', { exact: true }).waitFor();
      await shoot(page, '6-room-present');
      await panel.getByRole('button', { name: 'Remove' }).click();
      await shoot(page, '7-room-confirm');
      await panel.getByRole('button', { name: 'Delete Fashion-MNIST' }).click();
      await panel.getByText('Not here', { exact: true }).waitFor();

      const typed = page.getByRole('textbox', { name: 'Folder or archive of CIFAR-10' });
      await typed.fill(join(folder, 'nowhere'));
      await typed.press('Enter');
      await page.getByRole('region', { name: 'CIFAR-10' }).getByRole('alert').waitFor();
      await shoot(page, '8-room-failed');
      expect(watch.errors).toEqual([]);
      expect(watch.foreignRequests).toEqual([]);
    } finally {
      await browser.close();
      await host.close();
      await lab.close();
    }
  });
});
