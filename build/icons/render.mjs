import { writeFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/**
 * Renders icon.svg to the PNG sizes that the packages need. Run it after changing the drawing: `node
 * build/icons/render.mjs /path/to/chromium`.
 */

const [executablePath = '/usr/bin/chromium'] = process.argv.slice(2);
const svg = readFileSync(new URL('icon.svg', import.meta.url), 'utf8');
const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
try {
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    const png = await page.screenshot({ omitBackground: true });
    writeFileSync(fileURLToPath(new URL(`${size}x${size}.png`, import.meta.url)), png);
    await page.close();
  }
} finally {
  await browser.close();
}
