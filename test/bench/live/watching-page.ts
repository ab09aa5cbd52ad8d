import { chromium } from 'playwright-core';
import { sandboxArguments } from '#test/requirements.ts';
import { SocketTraffic, type Traffic } from './socket-traffic.ts';

/** What a page that watched an experiment had to do for it. */
export interface PageReport extends Traffic {
  /** Processor time of the page's main thread. */
  readonly cpuMs: number;
  /** Of it, in JavaScript. */
  readonly scriptMs: number;
}

export interface WatchingPage {
  /** Counts from here on. */
  restart(): Promise<void>;
  /** Opens the comparison of an experiment, as a click on its link does. */
  watch(experimentId: string): Promise<void>;
  report(): Promise<PageReport>;
  close(): Promise<void>;
}

/** The page as people see it, in a Chromium without a window. @param executablePath of Chromium */
export async function openPage(executablePath: string, url: string): Promise<WatchingPage> {
  const browser = await chromium.launch({ executablePath, chromiumSandbox: sandboxArguments.length === 0 });
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  const socket = new SocketTraffic(page);
  const devTools = await page.context().newCDPSession(page);
  // Of the thread, not of the clock: a machine that is busy elsewhere changes nothing.
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  const times = async () => {
    const { metrics } = await devTools.send('Performance.getMetrics');
    const ms = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN) * 1_000;
    return { cpuMs: ms('TaskDuration'), scriptMs: ms('ScriptDuration') };
  };
  let before = await times();
  return {
    async restart() {
      before = await times();
      socket.restart();
    },
    async watch(experimentId) {
      await page.evaluate((hash) => void (location.hash = hash), `#/experiments/${experimentId}`);
      await page.getByRole('region', { name: 'Test accuracy' }).waitFor();
    },
    async report() {
      const { cpuMs, scriptMs } = await times();
      return { cpuMs: cpuMs - before.cpuMs, scriptMs: scriptMs - before.scriptMs, ...socket.traffic() };
    },
    close: () => browser.close(),
  };
}
