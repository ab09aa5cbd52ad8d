import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { closing, openHost, type OpenDoor } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

async function withHost(context: TestContext, work: (host: OpenDoor, screens: LabScreens) => Promise<void>) {
  const host = await openHost(context, mkdtempSync(join(tmpdir(), 'bnlab-designer-')));
  await closing(host, async () => {
    await work(host, new LabScreens(host.page));
    expect(host.watch.errors).toEqual([]);
  });
}

test('a sweep whose axes repeat a path cannot be run, and the path is named', (context) =>
  withHost(context, async ({ page }, screens) => {
    await screens.openRecipe('Two spirals');
    await page.getByRole('radio', { name: 'Grid' }).click();
    await page.getByText('3 points × 2 arms').first().waitFor();
    await page.getByRole('button', { name: 'Add axis' }).click();
    const second = page.getByRole('combobox', { name: 'Path of axis 2' });
    await second.fill('optimizer.learningRate');
    await page.getByText('Another axis already has this path; change one of them.').waitFor();
    expect(await screens.runButton.isEnabled()).toBe(false);
    expect(await screens.runButton.getAttribute('title')).toBe(
      '1 error to fix first: sweep.axes.optimizer.learningRate',
    );
    const facts = page.getByRole('complementary', { name: 'What will run' });
    expect(await facts.innerText()).toContain(
      'sweep.axes.optimizer.learningRate expected one axis with the path optimizer.learningRate',
    );

    // Either change fixes it: another path, or no such axis.
    await second.fill('batchSize');
    await second.blur();
    await expect.poll(() => screens.runButton.isEnabled()).toBe(true);
    await second.fill('optimizer.learningRate');
    await expect.poll(() => screens.runButton.isEnabled()).toBe(false);
    await page.getByRole('button', { name: 'Remove axis optimizer.learningRate' }).last().click();
    await expect.poll(() => screens.runButton.isEnabled()).toBe(true);

    // Issues of the form are not errors in the text.
    await page.getByRole('button', { name: 'Add axis' }).click();
    await second.fill('optimizer.learningRate');
    await expect.poll(() => screens.runButton.isEnabled()).toBe(false);
    await page.getByRole('radio', { name: 'YAML' }).click();
    await expect.poll(() => screens.runButton.isEnabled()).toBe(true);
  }));

test('the device “auto” announces that it times devices, does so, and the experiment shows what it chose and why', (context) =>
  withHost(context, async ({ page }, screens) => {
    await screens.openRecipe('Two spirals');
    await screens.setSeeds('1');
    await screens.setDuration(3);
    const device = page.getByRole('combobox', { name: 'Device' });
    expect(await device.inputValue()).toBe('wasm');
    await device.selectOption('auto');
    await page.getByText('Times this experiment’s own steps on each device when it starts').waitFor();
    await screens.runButton.click();
    await screens.waitUntilCompleted();
    const choice = await page
      .getByRole('main')
      .getByText(/^Device auto: /)
      .innerText();
    expect(choice).toMatch(/^Device auto: (wasm|gpujs|webgpu|gpu); timed on real steps: .*wasm/);
  }));
