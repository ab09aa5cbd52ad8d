import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { absolutePath } from '#main/files/absolute-path.ts';

const [folder, home] = [resolve('/projects/here'), resolve('/home/ada')];

it.each([
  ['results.bnlab', join(folder, 'results.bnlab')],
  ['../results.bnlab', resolve(folder, '../results.bnlab')],
  [resolve('/data/results.bnlab'), resolve('/data/results.bnlab')],
  ['~', home],
  ['~/', home],
  ['~/papers/results.bnlab', join(home, 'papers', 'results.bnlab')],
  // Names that only begin like the home folder.
  ['~backup.db', join(folder, '~backup.db')],
  ['results~', join(folder, 'results~')],
])('reads %s as %s', (typed, meant) => {
  expect(absolutePath(typed, folder, home)).toBe(meant);
});
