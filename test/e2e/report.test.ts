import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import viewerScript from 'virtual:report-viewer';
import { renderReport } from '#core/report/render-report.ts';
import { sampleInput } from '#test/fixtures/report/sample-input.ts';
import { requireChromium } from '#test/requirements.ts';
import { WAIT_MAX_MS } from '#test/waiting.ts';
import { accessibilityFaults } from './accessibility.ts';

/** The report as a reader opens it: a file in a browser, with and without script, on screen and on paper. */

const folder = mkdtempSync(join(tmpdir(), 'report-'));
const file = join(folder, 'report.html');
const hostileFile = join(folder, 'hostile.html');
const address = pathToFileURL(file).href;
let browser: Browser | undefined;

beforeAll(() => {
  writeFileSync(file, renderReport(sampleInput({ divergingSeed: 3, viewerScript })));
  const hostile = `"><script>document.title = 'owned'</script><img src="data:," onerror="document.title = 'owned'">`;
  const arms = ['<img src=x onerror=alert(1)>', '</script><script>alert(1)</script>'] as const;
  const html = renderReport(sampleInput({ title: hostile, arms, viewerScript }));
  // As if an escape had been forgotten: the policy must hold even then.
  writeFileSync(hostileFile, html.replace('<main>', `<main>${hostile}`));
});

afterEach(async () => {
  await browser?.close();
  browser = undefined;
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

async function open(
  context: TestContext,
  url: string,
  options: { javaScriptEnabled?: boolean; colorScheme?: 'light' | 'dark' } = {},
): Promise<Opened> {
  const executablePath = requireChromium(context);
  browser = await chromium.launch({ executablePath, chromiumSandbox: false, timeout: WAIT_MAX_MS });
  const browserContext = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    ...options,
  });
  const page = await browserContext.newPage();
  page.setDefaultTimeout(WAIT_MAX_MS);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && request.url() !== url) requests.push(request.url());
  });
  await page.goto(url);
  return { page, complaints, requests };
}

/** Pixels of a canvas that are not transparent: how much has been drawn. */
function drawnPixels(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    // Reading the chart's own canvas back would make Chromium warn about it.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
    copy.drawImage(canvas, 0, 0);
    const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
    let drawn = 0;
    for (let i = 3; i < pixels.length; i += 4) if (pixels[i] > 0) drawn++;
    return drawn;
  });
}

describe('the report in Chromium', () => {
  it.for(['light', 'dark'] as const)(
    'draws live charts in %s, without an error and without a request',
    async (colorScheme, context) => {
      const { page, complaints, requests } = await open(context, address, { colorScheme });
      await expect.poll(() => page.locator('.live canvas').count()).toBe(3);
      for (const id of ['test-accuracy', 'train-loss', 'test-loss']) {
        await expect.poll(() => drawnPixels(page, `#${id} canvas`)).toBeGreaterThan(2_000);
      }
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
    },
  );

  it.for(['light', 'dark'] as const)('has no serious accessibility fault in %s', async (colorScheme, context) => {
    const { page } = await open(context, address, { colorScheme });
    await expect.poll(() => page.locator('.live canvas').count()).toBe(3);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('adds single seeds and zooms on request', async (context) => {
    const { page, complaints } = await open(context, address);
    const before = await drawnPixels(page, '#train-loss canvas');
    await page.locator('#train-loss').getByRole('button', { name: 'Single seeds' }).click();
    await expect.poll(() => drawnPixels(page, '#train-loss canvas')).not.toBe(before);
    const box = (await page.locator('#train-loss canvas').boundingBox())!;
    await page.mouse.move(box.x + 200, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 420, box.y + 160, { steps: 5 });
    await page.mouse.up();
    const reset = page.locator('#train-loss').getByRole('button', { name: 'Reset zoom' });
    await reset.click();
    await expect.poll(() => reset.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('shows its numbers and saves its data without script', async (context) => {
    const { page, complaints } = await open(context, address, { javaScriptEnabled: false });
    expect(await page.locator('#train-loss .panel').isVisible()).toBe(true);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'train-loss.csv' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('train-loss.csv');
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(1_001);
    expect(complaints).toEqual([]);
  });

  it('prints light, with the vector charts in place of the canvases', async (context) => {
    const { page } = await open(context, address, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.live').first().isVisible()).toBe(false);
    expect(await page.locator('#test-accuracy .panel').evaluate((panel) => getComputedStyle(panel).visibility)).toBe(
      'visible',
    );
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  });

  it('executes nothing from untrusted text, even if escaping was forgotten', async (context) => {
    const { page, complaints } = await open(context, pathToFileURL(hostileFile).href);
    await expect.poll(() => page.locator('.live canvas').count()).toBe(3);
    expect(await page.title()).toContain('<script>');
    expect(complaints.filter((text) => /Content Security Policy/.test(text)).length).toBeGreaterThanOrEqual(2);
  });
});
