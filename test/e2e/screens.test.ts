import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { closing, doors, type OpenDoor } from './doors.ts';
import { LabScreens } from './lab-screens.ts';

/**
 * Every screen, light and dark: no serious accessibility violation, nothing cut off at the side. With
 * BNLAB_SHOTS=FOLDER the screens are also saved there at two sizes, for inspection.
 */

const sizes = [
  { width: 900, height: 600 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];

interface Screen {
  readonly name: string;
  show(screens: LabScreens, page: Page): Promise<void>;
}

/** From the welcome screen to a report, in an order in which each can be reached from the previous one. */
const experimentScreens: readonly Screen[] = [
  {
    name: 'welcome',
    show: async (_screens, page) => page.getByRole('heading', { level: 1, name: 'Welcome to BatchNorm Lab' }).waitFor(),
  },
  { name: 'designer', show: (screens) => screens.openRecipe('Two spirals') },
  {
    name: 'designer-faults',
    show: async (_screens, page) => {
      await page.getByRole('textbox', { name: 'Learning rate' }).fill('fast');
      await page
        .getByText(/error to fix|errors to fix/)
        .first()
        .waitFor();
    },
  },
  {
    name: 'designer-yaml',
    show: async (screens, page) => {
      await page.getByRole('textbox', { name: 'Learning rate' }).fill('0.1');
      await screens.setDuration(20_000);
      await page.getByRole('radio', { name: 'YAML' }).click();
      await page.getByRole('radio', { name: 'YAML', checked: true }).waitFor();
    },
  },
  {
    name: 'running',
    show: async (screens, page) => {
      await screens.runButton.click();
      await page.getByRole('progressbar', { name: 'Progress of the experiment' }).waitFor();
      await page.getByRole('img', { name: /^Test accuracy by .* Last values/ }).waitFor();
    },
  },
  { name: 'runs-under-way', show: (screens) => screens.showView('Runs') },
  {
    name: 'queue',
    show: async (screens, page) => {
      await screens.openRoom('Queue');
      await page.getByRole('region', { name: 'Running runs' }).waitFor();
    },
  },
  {
    name: 'queue-paused',
    show: async (_screens, page) => {
      await page.getByRole('button', { name: 'Pause everything' }).click();
      await page.getByRole('region', { name: 'Paused runs' }).waitFor();
      await page.getByRole('region', { name: 'Running runs' }).waitFor({ state: 'detached' });
    },
  },
  {
    name: 'paused',
    show: async (screens, page) => {
      await screens.experimentLink('Two spirals').first().click();
      await page.getByRole('main').getByRole('button', { name: 'Resume', exact: true }).waitFor();
      await screens.showView('Runs');
    },
  },
  {
    name: 'cancelled',
    show: async (_screens, page) => {
      await page.getByRole('main').getByRole('button', { name: 'Cancel', exact: true }).first().click();
      await page.getByRole('main').getByText('Cancelled', { exact: true }).first().waitFor();
    },
  },
  {
    name: 'comparison',
    show: async (screens) => {
      await screens.openRecipe('Two spirals');
      await screens.setSeeds('1, 2, 3');
      await screens.setDuration(40);
      await screens.runButton.click();
      await screens.waitUntilCompleted();
    },
  },
  { name: 'runs', show: (screens) => screens.showView('Runs') },
  {
    name: 'run-details',
    show: async (_screens, page) => {
      await page.getByRole('button', { name: 'Details of with BN, seed 1' }).click();
      await page.getByRole('dialog').getByText('Completed').waitFor();
    },
  },
  {
    name: 'branch',
    show: async (_screens, page) => {
      await page.getByRole('dialog').getByRole('button', { name: 'Branch' }).click();
      await page.getByRole('textbox', { name: /What changes/ }).waitFor();
    },
  },
  {
    name: 'statistics',
    show: async (screens, page) => {
      await page.keyboard.press('Escape');
      await screens.showView('BN statistics');
      await page.getByRole('img').first().waitFor();
    },
  },
  { name: 'spec', show: (screens) => screens.showView('Spec') },
  {
    name: 'actions',
    show: async (screens, page) => {
      await screens.showView('Comparison');
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Run again' }).waitFor();
    },
  },
  {
    name: 'notes',
    show: async (_screens, page) => {
      await page.getByRole('menuitem', { name: 'Notes and tags' }).click();
      await page.getByRole('textbox', { name: /^Tags/ }).fill('for the paper, seeds 1 to 3');
      await page.getByRole('textbox', { name: 'Note' }).fill('BN reaches 100 % in half the steps.');
    },
  },
  {
    name: 'notes-kept',
    show: async (_screens, page) => {
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('BN reaches 100 % in half the steps.').waitFor();
    },
  },
  {
    name: 'all-runs',
    show: async (screens, page) => {
      await page.keyboard.press('Escape');
      await screens.showAllRuns();
      await page.getByRole('row').nth(1).waitFor();
    },
  },
  {
    // With the completions open, which must not cover it.
    name: 'all-runs-fault',
    show: async (screens, page) => {
      await screens.filter.fill('seed = 1 and status = complete and arm = "with BN" ');
      await page.getByRole('button', { name: 'Use completed' }).waitFor();
      await page.getByRole('option', { name: 'and' }).waitFor();
    },
  },
  {
    name: 'trash',
    show: async (screens, page) => {
      await screens.experimentLink('Two spirals').first().click();
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await screens.openRoom('Storage');
      await page.getByRole('button', { name: 'Empty the trash' }).waitFor();
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await page.getByText(/The database is intact/).waitFor();
    },
  },
  {
    name: 'recipes',
    show: async (_screens, page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'New experiment' }).first().click();
      await page.getByRole('heading', { level: 1, name: 'New experiment' }).waitFor();
    },
  },
];

/** What can only be created in the form: columns of a table, and a sweep with its room. */
const formScreens: readonly Screen[] = [
  {
    name: 'csv-columns',
    show: async (screens, page) => {
      const file = join(mkdtempSync(join(tmpdir(), 'bnlab-table-')), 'flowers.csv');
      writeFileSync(file, `id,sepal,species\n${['a,5.1,setosa', 'b,6.2,virginica', 'c,5.9,setosa'].join('\n')}\n`);
      await screens.openRecipe('Two spirals');
      await page.getByRole('combobox', { name: 'Data set' }).selectOption('CSV or TSV file');
      await page.getByRole('textbox', { name: 'File', exact: true }).fill(join(tmpdir(), 'no-such-table.csv'));
      await page.getByText('received no such file').first().waitFor();
      await page.getByRole('textbox', { name: 'File', exact: true }).fill(file);
      // Suitable columns are selected until somebody chooses.
      await page.getByRole('radio', { name: 'species is the label', checked: true }).waitFor();
      await page.getByRole('checkbox', { name: 'sepal is a feature', checked: true }).waitFor();
      await page.getByRole('checkbox', { name: 'id is a feature', checked: false }).waitFor();
      await page.getByRole('radio', { name: 'species is the label' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'sweep-editor',
    show: async (screens, page) => {
      await screens.openRecipe('Which learning rates train');
      await page.getByText('7 points × 2 arms × 3 seeds = 42 runs').waitFor();
      await page.getByRole('textbox', { name: 'Count' }).fill('2');
      await page.getByRole('button', { name: 'Add axis' }).click();
      await page.getByRole('combobox', { name: 'Path of axis 2' }).fill('network.activaton');
      await page.getByText('(did you mean "activation"?)').first().waitFor();
      await page.getByRole('button', { name: 'Add axis' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'sweep-editor-repeated-path',
    show: async (_screens, page) => {
      await page.getByRole('combobox', { name: 'Path of axis 2' }).fill('optimizer.learningRate');
      await page.getByText('expected one axis with the path optimizer.learningRate').first().waitFor();
      await page.getByRole('button', { name: 'Add axis' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'sweep-room',
    show: async (screens, page) => {
      await page.getByRole('button', { name: 'Remove axis optimizer.learningRate' }).last().click();
      await screens.setSeeds('1, 2');
      await page.getByText('2 points × 2 arms × 2 seeds = 8 runs').waitFor();
      await page.getByRole('button', { name: 'Run 8 runs' }).click();
      // Points complete one after another; all have when there is no more progress to show.
      await page.getByRole('heading', { name: 'Final values, mean ± sd over seeds' }).waitFor();
      await page.getByRole('progressbar', { name: 'Progress of the sweep' }).waitFor({ state: 'hidden' });
      await screens.waitUntilCompleted();
      await page.getByRole('button', { name: 'Experiments of Which learning rates train' }).click();
      await screens.experimentLink('learningRate 0.01').waitFor();
      await page.getByRole('link', { name: 'Experiment at learningRate 10' }).waitFor();
    },
  },
  { name: 'all-runs', show: (screens) => screens.showAllRuns() },
  {
    name: 'sweep-removed',
    show: async (screens, page) => {
      await page.getByRole('navigation', { name: 'List of experiments' }).getByText('Which learning rates').click();
      await page.getByRole('main').getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      await screens.openRoom('Storage');
      await page.getByText('Sweep of 2 experiments').waitFor();
    },
  },
];

const walks = [
  { name: 'an experiment', screensInOrder: experimentScreens },
  { name: 'tables and sweeps', screensInOrder: formScreens },
];

describe.each(doors)('the screens through the $name', (door) => {
  test.for(walks)(
    'of $name have no serious accessibility violation and fit, light and dark',
    async ({ screensInOrder }, context) => {
      const folder = mkdtempSync(join(tmpdir(), 'bnlab-screens-'));
      const open = await door.open(context, folder);
      await closing(open, async () => {
        const screens = new LabScreens(open.page);
        const faults: string[] = [];
        for (const screen of screensInOrder) {
          await screen.show(screens, open.page);
          for (const theme of ['light', 'dark'] as const) {
            await open.setTheme(theme);
            await settled(open.page, theme);
            faults.push(...(await accessibilityFaults(open.page)).map((fault) => `${screen.name}, ${theme}: ${fault}`));
            faults.push(...(await lookAt(open, `${door.name}-${screen.name}-${theme}`)));
          }
        }
        expect(faults).toEqual([]);
        expect(open.watch.errors).toEqual([]);
      });
    },
  );
});

/** The theme has arrived, and colours have finished their transitions, before axe measures. */
async function settled(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      document.documentElement.dataset['theme'] === wanted &&
      // Widths of progress move all the time.
      document
        .getAnimations()
        .every(
          (animation) => !(animation instanceof CSSTransition && /color|opacity/.test(animation.transitionProperty)),
        ),
    theme,
  );
}

/** Takes the screenshots, and reports what is wider than the window. */
async function lookAt(open: OpenDoor, name: string): Promise<string[]> {
  const folder = process.env['BNLAB_SHOTS'];
  const faults: string[] = [];
  for (const { width, height } of sizes) {
    await open.setSize(width, height);
    const overflow = await open.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) faults.push(`${name} at ${width}×${height}: ${overflow} px wider than the window`);
    if (folder === undefined) continue;
    mkdirSync(folder, { recursive: true });
    // Charts resize in the next frames.
    await open.page.waitForTimeout(250);
    await open.page.screenshot({ path: join(folder, `${name}-${width}x${height}.png`) });
  }
  return faults;
}
