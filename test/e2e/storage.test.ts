import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { closing, openDesktop, openHost } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

/** Backups and archives: dialogs on the desktop, typed paths in the browser, and where the files then are. */

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bnlab-storage-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function runOne(screens: LabScreens): Promise<void> {
  await screens.openRecipe('Two spirals');
  await screens.setSeeds('1');
  await screens.setDuration(1);
  await screens.runButton.click();
  await screens.waitUntilCompleted();
  await screens.openRoom('Storage');
}

describe('the storage room', () => {
  test('on the desktop, asks for the place in dialogs and shows files in their folder', async (context) => {
    const folder = newFolder();
    const desktop = await openDesktop(context, folder);
    const { app, page } = desktop;
    await closing(desktop, async () => {
      await runOne(new LabScreens(page));
      const answer = (path: string | null) =>
        app.evaluate(({ dialog, shell }, chosen) => {
          const asked = (options: unknown) => Reflect.set(globalThis, 'askedWith', options);
          dialog.showSaveDialog = ((...[, options]: unknown[]) => {
            asked(options);
            return Promise.resolve({ canceled: chosen === null, filePath: chosen ?? '' });
          }) as typeof dialog.showSaveDialog;
          dialog.showOpenDialog = ((...[, options]: unknown[]) => {
            asked(options);
            return Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] });
          }) as typeof dialog.showOpenDialog;
          shell.showItemInFolder = (shown) => void Reflect.set(globalThis, 'shown', shown);
        }, path);
      const asked = () => app.evaluate(() => Reflect.get(globalThis, 'askedWith') as Electron.SaveDialogOptions);
      const shown = () => app.evaluate(() => Reflect.get(globalThis, 'shown') as unknown);

      await answer(null);
      await page.getByRole('button', { name: 'Back up…' }).click();
      await expect.poll(asked).toMatchObject({
        title: 'Back up the database',
        defaultPath: expect.stringMatching(/lab\.db\.\d{4}-\d\d-\d\dT[\d-]+\.backup$/),
      });
      expect(await page.getByText(/Backed up to/).count()).toBe(0);
      const backup = join(folder, 'mine.backup');
      await answer(backup);
      await page.getByRole('button', { name: 'Back up…' }).click();
      await page.getByText(`Backed up to ${backup}`).waitFor();
      expect(existsSync(backup)).toBe(true);
      await page.getByRole('button', { name: 'Show in folder' }).click();
      await expect.poll(shown).toBe(backup);

      const archive = join(folder, 'mine.bnlab');
      await answer(join(folder, 'mine'));
      await page.getByRole('checkbox', { name: /Two spirals/ }).check();
      await page.getByRole('button', { name: 'Export 1 experiment…' }).click();
      await page.getByText(`to ${archive}`).waitFor();
      await answer(archive);
      await page.getByRole('button', { name: 'Import an archive…' }).click();
      await page.getByText(`Read ${archive}. Added 0 experiments. 1 experiment skipped, already here.`).waitFor();
      expect(desktop.watch.errors).toEqual([]);
    });
  });

  test('in a browser, shows which file a typed path refers to', async (context) => {
    const folder = newFolder();
    const host = await openHost(context, folder);
    const { page } = host;
    await closing(host, async () => {
      await runOne(new LabScreens(page));
      const [write, read] = [
        page.getByLabel('File of the archive to write'),
        page.getByLabel('File of the archive to import'),
      ];
      await write.fill('~/bnlab-no-such-folder/results.bnlab');
      await page.getByText(`Writes ${join(homedir(), 'bnlab-no-such-folder', 'results.bnlab')}`).waitFor();
      await write.fill('bnlab-results.bnlab');
      await page.getByText(`Writes ${join(homedir(), 'bnlab-results.bnlab')}`).waitFor();
      await write.fill(join(folder, 'lab.db'));
      await page.getByText('exists already; choose another name').waitFor();
      const archive = join(folder, 'results.bnlab');
      await write.fill(archive);
      await page.getByRole('checkbox', { name: /Two spirals/ }).check();
      await page.getByRole('button', { name: 'Export 1 experiment' }).click();
      await page.getByText(`to ${archive}`).waitFor();
      await read.fill(join(folder, 'other.bnlab'));
      await page.getByText('there is no such file').waitFor();
      await read.fill(archive);
      await page.getByRole('button', { name: 'Import' }).click();
      await page.getByText(`Read ${archive}.`).waitFor();
      expect(host.watch.errors).toEqual([]);
    });
  });
});

test('Run and Branch are disabled until there is something that can run', async (context) => {
  const folder = newFolder();
  const host = await openHost(context, folder);
  const { page } = host;
  await closing(host, async () => {
    const screens = new LabScreens(page);
    await screens.openRecipe('Two spirals');
    await page.getByRole('combobox', { name: 'Data set' }).selectOption('NPZ file');
    await page.getByRole('textbox', { name: 'File', exact: true }).fill(join(folder, 'missing.npz'));
    await page
      .getByRole('complementary', { name: 'What will run' })
      .getByText(/missing\.npz/)
      .waitFor();
    expect(await screens.runButton.isDisabled()).toBe(true);
    expect(await screens.runButton.getAttribute('title')).toContain('missing.npz');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('combobox', { name: 'Data set' }).selectOption('Two spirals');
    await expect.poll(() => screens.runButton.isEnabled()).toBe(true);
    await screens.setSeeds('1');
    await screens.setDuration(1);
    await screens.runButton.click();
    await screens.waitUntilCompleted();

    await screens.showView('Runs');
    await page.getByRole('button', { name: 'Details of with BN, seed 1' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Branch' }).click();
    const [changes, start] = [
      page.getByRole('textbox', { name: /What changes/ }),
      page.getByRole('button', { name: 'Start the branch' }),
    ];
    expect(await changes.inputValue()).toMatch(/^optimizer\.learningRate = [\d.]+\nduration\.count = 1\n/);
    expect(await start.isDisabled()).toBe(true);
    await page.getByText('Nothing differs from the run yet.').waitFor();
    await changes.fill((await changes.inputValue()).replace('duration.count = 1', 'duration.count = 2'));
    await page.getByText('Changes duration.count 1 → 2.').waitFor();
    await start.click();
    await page.getByRole('heading', { level: 1, name: /branched at step/ }).waitFor();
    await screens.waitUntilCompleted();
  });
});
