import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { newExperiment } from '#main/lab/creating/new-experiment.ts';
import { openStore } from '#main/store/open-store.ts';
import { parseExperiment } from '#core/spec/parse/parse.ts';
import { closing, databaseIn, openHost } from './doors.ts';
import { LabScreens, lastValues, pixels } from './lab-screens.ts';

const STEPS = 1_000_000;
const PIECE = 50_000;
const EVALUATION_INTERVAL = 10_000;

/**
 * Completed runs, two arms × two seeds, with a loss for each of a million steps; and a short experiment beside them.
 */
async function fill(file: string): Promise<void> {
  const store = await openStore(file, { mode: 'own' });
  for (const [title, steps] of [
    ['A long one', STEPS],
    ['A short one', 100],
  ] as const) {
    const spec = parseExperiment({
      title,
      base: {
        dataset: { kind: 'spirals' },
        network: { layers: [{ kind: 'dense', units: 4 }] },
        optimizer: { kind: 'sgd' },
        duration: { unit: 'steps', count: steps },
      },
      arms: [{ name: 'without BN' }, { name: 'with BN', patch: { 'network.normalization': { kind: 'batch' } } }],
      seeds: [1, 2],
    });
    const { id } = await store.experiments.create(newExperiment(spec, 'wasm'));
    for (const run of (await store.experiments.get(id)).runs) {
      const level = run.arm === 'with BN' ? 0.5 : 1;
      for (let first = 1; first <= steps; first += PIECE) {
        const values = Float32Array.from({ length: Math.min(PIECE, steps - first + 1) }, (_, index) =>
          lossAt(first + index, level + run.seed / 10),
        );
        await store.runs.recordProgress(run.id, {
          steps: first + values.length - 1,
          points: [{ series: 'train/loss', firstStep: first, stride: 1, width: 1, values }],
          summary: {},
        });
      }
      const stride = Math.min(steps, EVALUATION_INTERVAL);
      const values = Float32Array.from({ length: steps / stride }, (_, index) => 1 - level / (index + 2));
      await store.runs.recordProgress(run.id, {
        steps,
        points: [{ series: 'test/accuracy', firstStep: stride, stride, width: 1, values }],
        summary: { 'train/loss': { last: Math.fround(lossAt(steps, level + run.seed / 10)), best: 0.1 } },
      });
      await store.runs.update(run.id, {
        status: 'completed',
        stepsTotal: steps,
        stepsPerEpoch: 100,
        durationMs: 1_000,
      });
    }
  }
  await store.close();
}

/** Falls, with the noise of single batches. */
function lossAt(step: number, level: number): number {
  return level / (1 + step / 100_000) + 0.05 * Math.abs(((step * 7919) % 101) / 101);
}

/** What the page requests from the lab over the socket, and how much it receives. */
function watchSocket(page: Page) {
  const traffic = { sent: [] as string[], receivedBytes: 0 };
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => traffic.sent.push(String(payload)));
    socket.on('framereceived', ({ payload }) => (traffic.receivedBytes += payload.length));
  });
  return traffic;
}

/** The four series of a million steps take 16 MB as float32, before they are encoded. */
const THINNED_BYTES_MAX = 2_000_000;

test('an experiment of a million steps opens at once, and shows full detail when zoomed in', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-e2e-'));
  await fill(databaseIn(folder));
  const host = await openHost(context, folder);
  await closing(host, async () => {
    const { page } = host;
    const traffic = watchSocket(page);
    const { sent } = traffic;
    await page.reload();
    const screens = new LabScreens(page);
    await screens.experimentLink('A short one').click();
    const chart = screens.chart('Training loss');
    await expect.poll(() => lastValues(chart)).toMatchObject({ 'with BN': expect.any(Number) });

    const receivedBefore = traffic.receivedBytes;
    await screens.experimentLink('A long one').click();
    await page.getByRole('heading', { level: 1, name: 'A long one' }).waitFor();
    await chart.waitFor();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    // It opens at once because it does not wait for the whole series.
    expect(traffic.receivedBytes - receivedBefore).toBeLessThan(THINNED_BYTES_MAX);
    expect(await lastValues(chart)).toEqual({ 'without BN': 0.129, 'with BN': 0.0839 });
    // Numbers still describe the whole series.
    const finalLoss = page
      .getByRole('row', { name: /^with BN/ })
      .getByRole('cell')
      .last();
    expect(await finalLoss.innerText()).toContain(meanOfLast([0.6, 0.7]).toPrecision(3));
    expect(sent.join(' ')).not.toContain('fromStep');

    await screens.page.getByRole('combobox', { name: 'Smoothing of the training loss' }).selectOption('1');
    await expect
      .poll(() => lastValues(chart))
      .toMatchObject({ 'with BN': Number(meanOfLast([0.6, 0.7]).toPrecision(3)) });
    const thinned = await pixels(chart);
    const zoomIn = page.getByRole('region', { name: 'Loss' }).getByRole('button', { name: 'Zoom in' });
    await chart.hover();
    for (let factor = 1; factor < 1_024; factor *= 2) await zoomIn.click();
    await expect.poll(() => sent.filter((frame) => frame.includes('fromStep')).length).toBeGreaterThan(0);
    await expect.poll(() => pixels(chart)).not.toBe(thinned);
    expect(host.watch.errors).toEqual([]);
  });
});

/** The runs of one arm, with the given levels. */
function meanOfLast(levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum + Math.fround(lossAt(STEPS, level)), 0) / levels.length;
}
